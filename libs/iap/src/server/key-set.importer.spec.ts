import { generateKeyPairSync, KeyObject } from 'node:crypto';
import { importKeySet } from './key-set.importer.ts';

const jwk = {
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }),
  kid: 'good',
  alg: 'ES256',
  use: 'sig',
};
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });
const privateJwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });

const importKeys = (...keys: unknown[]) => importKeySet(JSON.stringify({ keys }));

it('imports a key once, as node:crypto takes it', async () => {
  const keys = await importKeys(jwk);
  expect([...(keys ?? [])]).toEqual([['good', expect.any(KeyObject)]]);
});

it.each`
  flaw                                  | key
  ${'another curve'}                    | ${{ ...p384, kid: 'bad' }}
  ${'another kind of key'}              | ${{ ...rsa, kid: 'bad' }}
  ${'a private key'}                    | ${{ ...privateJwk, kid: 'bad' }}
  ${'a point that is not on the curve'} | ${{ ...jwk, y: jwk.x, kid: 'bad' }}
  ${'another use'}                      | ${{ ...jwk, use: 'enc', kid: 'bad' }}
  ${'another operation'}                | ${{ ...jwk, key_ops: ['sign'], kid: 'bad' }}
  ${'another algorithm'}                | ${{ ...jwk, alg: 'ES384', kid: 'bad' }}
`('marks $flaw as unusable, and keeps the rest', async ({ key }) => {
  const keys = await importKeys(key, jwk);
  expect([...(keys ?? [])]).toEqual([
    ['bad', undefined],
    ['good', expect.any(KeyObject)],
  ]);
  await expect(importKeys(key)).resolves.toBeUndefined();
});

it('uses neither of two keys with one key id', async () => {
  await expect(importKeys(jwk, { ...jwk, x: jwk.y })).resolves.toBeUndefined();
});

it('passes over a key without a key id', async () => {
  const { kid: _, ...nameless } = jwk;
  const keys = await importKeys(nameless, { ...jwk, kid: 7 }, jwk);
  expect([...(keys?.keys() ?? [])]).toEqual(['good']);
});

it('takes a set of 100 keys and none of 101', async () => {
  const many = (count: number) => Array.from({ length: count }, (_, n) => ({ ...jwk, kid: `k${n}` }));
  expect((await importKeys(...many(100)))?.size).toBe(100);
  await expect(importKeys(...many(101))).resolves.toBeUndefined();
});

it.each([
  '',
  'null',
  '1',
  '[]',
  '{}',
  '{"keys":{}}',
  '{"keys":"k"}',
  '{"keys":[]}',
  '{"keys":[1]}',
  '<html>',
])('%j is no key set', async (text) => {
  await expect(importKeySet(text)).resolves.toBeUndefined();
});
