import { generateKeyPairSync } from 'node:crypto';
import { VerifiedAssertions } from './verified.assertions.ts';

const { publicKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const payload = { iss: '', aud: '', exp: 1, iat: 0 };
const SIGNATURE = 'S'.repeat(86);

const addTo = (verified: VerifiedAssertions) => (assertion: string) => {
  verified.add(assertion, payload, 'k', key);
};

it('holds what was verified twice, and nothing of what was verified once', () => {
  const verified = new VerifiedAssertions();
  const add = addTo(verified);
  const assertion = `aaa.bbb.${SIGNATURE}`;
  add(assertion);
  expect(verified.get(assertion)).toBeUndefined();
  add(assertion);
  expect(verified.get(assertion)).toEqual({ assertion, payload, kid: 'k', key });
});

it('knows an assertion by its whole text', () => {
  const verified = new VerifiedAssertions();
  const add = addTo(verified);
  add(`aaa.bbb.${SIGNATURE}`);
  add(`aaa.bbb.${SIGNATURE}`);
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
  const add = addTo(verified);
  const nth = (n: number) => `a.b.${String(n).padStart(86, '0')}0`;
  const held = (count: number) =>
    Array.from({ length: count }, (_, n) => verified.get(nth(n))).filter(Boolean).length;
  const addTwice = (n: number) => {
    add(nth(n));
    add(nth(n));
  };
  for (let n = 0; n < 1024; n++) addTwice(n);
  expect(held(1024)).toBe(1024);
  addTwice(1024);
  expect(held(1025)).toBe(513);
  expect(verified.get(nth(511))).toBeUndefined();
  expect(verified.get(nth(512))).toBeDefined();
});

it.each([
  [2048, true],
  [2049, false],
])('of %i characters is held: %s', (length, isHeld) => {
  const verified = new VerifiedAssertions();
  const add = addTo(verified);
  const assertion = `${'a'.repeat(length - SIGNATURE.length - 5)}.bbb.${SIGNATURE}`;
  expect(assertion).toHaveLength(length);
  add(assertion);
  add(assertion);
  expect(verified.get(assertion) !== undefined).toBe(isHeld);
});

it('what is held cannot be changed, to the last leaf', () => {
  const verified = new VerifiedAssertions();
  const assertion = `aaa.bbb.${SIGNATURE}`;
  const claims = { ...payload, google: { access_levels: ['a'] } };
  verified.add(assertion, claims, 'k', key);
  expect(Object.isFrozen(claims)).toBe(false);
  verified.add(assertion, claims, 'k', key);
  expect([claims, claims.google, claims.google.access_levels].map(Object.isFrozen)).toEqual([
    true,
    true,
    true,
  ]);
});

it('forgets what it is told to, and nothing else', () => {
  const verified = new VerifiedAssertions();
  const add = addTo(verified);
  const [one, other] = ['aaa', 'bbb'].map((head) => `${head}.b.${head.repeat(28)}SS`);
  for (const assertion of [one!, one!, other!, other!]) add(assertion);
  verified.delete(one!);
  expect([one!, other!].map((assertion) => verified.get(assertion) !== undefined)).toEqual([false, true]);
});
