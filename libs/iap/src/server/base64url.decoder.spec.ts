import { isCanonical, utf8OfBase64url } from './base64url.decoder.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

it.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'of %d characters, takes each that a byte string has, and no other',
  (length) => {
    const texts = ALPHABET.split('').map((last) => 'A'.repeat(length - 1) + last);
    const canonical = texts.filter((text) => Buffer.from(text, 'base64url').toString('base64url') === text);
    expect(texts.filter(isCanonical)).toEqual(canonical);
  },
);

it.each(['{"a":1}', 'ключ', '\uFFFD', ''])('reads %j', (text) => {
  expect(utf8OfBase64url(Buffer.from(text).toString('base64url'))).toBe(text);
});

it('reads the longest, and a shorter one after it', () => {
  expect(utf8OfBase64url('YWFh'.repeat(2048))).toBe('aaa'.repeat(2048));
  expect(utf8OfBase64url('Yg')).toBe('b');
});

it.each([
  ['a lone continuation byte', [0x61, 0x80]],
  ['an overlong slash', [0xc0, 0xaf]],
  ['a surrogate', [0xed, 0xa0, 0x80]],
  ['a character cut short', [0xe2, 0x82]],
])('refuses %s: no UTF-8', (_flaw, bytes) => {
  expect(utf8OfBase64url(Buffer.from(bytes).toString('base64url'))).toBeUndefined();
});
