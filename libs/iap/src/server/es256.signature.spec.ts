import { generateKeyPairSync, sign } from 'node:crypto';
import { derOf, isEs256Signature } from './es256.signature.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

function signatureOf(text: string): string {
  return sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString(
    'base64url',
  );
}

const bytesOf = (signature: string) => Buffer.from(signature, 'base64url');

// About 1 in 128 of r and s has a leading zero byte and every other one its top bit set: 2,000 meet every branch.
it('accepts what the key signed, whatever the lengths of r and s', () => {
  const texts = Array.from({ length: 2000 }, (_, n) => `text ${n}`);
  expect(texts.filter((text) => !isEs256Signature(text, signatureOf(text), publicKey))).toEqual([]);
});

it('refuses the signature of another text', () => {
  expect(isEs256Signature('a', signatureOf('b'), publicKey)).toBe(false);
});

it.each([
  ['a byte short', (right: string) => bytesOf(right).subarray(0, 63)],
  ['a byte long', (right: string) => Buffer.concat([bytesOf(right), Buffer.alloc(1)])],
  ['empty', () => Buffer.alloc(0)],
])('refuses a signature that is %s, right after the right one', (_flaw, change) => {
  const right = signatureOf('a');
  expect(isEs256Signature('a', right, publicKey)).toBe(true);
  expect(isEs256Signature('a', change(right).toString('base64url'), publicKey)).toBe(false);
});

it('judges the longest text whole, and none that is longer', () => {
  const longest = 'a'.repeat(8192);
  expect(isEs256Signature(longest, signatureOf(longest), publicKey)).toBe(true);
  expect(isEs256Signature(`${longest}b`, signatureOf(longest), publicKey)).toBe(false);
});

it('judges a text that is shorter than the one before by itself alone', () => {
  expect(isEs256Signature('long text', signatureOf('long text'), publicKey)).toBe(true);
  expect(isEs256Signature('long', signatureOf('long'), publicKey)).toBe(true);
  expect(isEs256Signature('long', signatureOf('long text'), publicKey)).toBe(false);
});

it.each`
  r                         | s                         | der
  ${'00'.repeat(32)}        | ${'00'.repeat(32)}        | ${'3006020100020100'}
  ${`${'00'.repeat(31)}7f`} | ${`${'00'.repeat(31)}80`} | ${'300702017f02020080'}
  ${'7f'.repeat(32)}        | ${'80'.repeat(32)}        | ${`30450220${'7f'.repeat(32)}022100${'80'.repeat(32)}`}
`('writes $r‖$s as $der', ({ r, s, der }) => {
  expect(derOf(Buffer.from(`${r}${s}`, 'hex')).toString('hex')).toBe(der);
});
