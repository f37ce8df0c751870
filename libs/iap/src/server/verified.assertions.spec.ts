import { generateKeyPairSync } from 'node:crypto';
import { VerifiedAssertions } from './verified.assertions.ts';

const { publicKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const SIGNATURE = 'S'.repeat(86);
const entry = (text: string) => ({
  assertion: text,
  payload: { iss: '', aud: '', exp: 1, iat: 0 },
  kid: 'k',
  key,
});

it('knows an assertion by its whole text', () => {
  const verified = new VerifiedAssertions();
  const known = entry(`aaa.bbb.${SIGNATURE}`);
  verified.add(known);
  expect(verified.get(`aaa.bbb.${SIGNATURE}`)).toBe(known);
  for (const other of [
    `aab.bbb.${SIGNATURE}`,
    `aaa.bbc.${SIGNATURE}`,
    `aaa.bbb.T${SIGNATURE.slice(1)}`,
    SIGNATURE,
    '',
  ]) {
    expect(verified.get(other)).toBeUndefined();
  }
});

it('holds two generations of 512 at most', () => {
  const verified = new VerifiedAssertions();
  const nth = (n: number) => `a.b.${String(n).padStart(86, '0')}`;
  const held = (count: number) =>
    Array.from({ length: count }, (_, n) => verified.get(nth(n))).filter(Boolean).length;
  for (let n = 0; n < 1024; n++) verified.add(entry(nth(n)));
  expect(held(1024)).toBe(1024);
  verified.add(entry(nth(1024)));
  expect(held(1025)).toBe(513);
  expect(verified.get(nth(511))).toBeUndefined();
  expect(verified.get(nth(512))).toBeDefined();
});
