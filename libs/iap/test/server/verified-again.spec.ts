import { IapJwtVerifier } from '../../src/server/iap-jwt.verifier.ts';
import { IapKeyStore } from '../../src/server/iap-key.store.ts';
import { importKeySet } from '../../src/server/key-set.importer.ts';
import { IapTestIssuer } from '../../src/testing/index.ts';
import { AUDIENCE, NOW, WEB } from './guarded-app.ts';

function scene() {
  const clock = { now: NOW * 1000 };
  const issuer = new IapTestIssuer({ audience: AUDIENCE, now: () => clock.now });
  const store = new IapKeyStore(
    async () => ({
      keys: (await importKeySet(JSON.stringify(issuer.jwks()))) ?? new Map(),
      lifetimeMs: undefined,
    }),
    () => clock.now,
    () => undefined,
  );
  const rules = { audiences: new Set([AUDIENCE]), clockSkewSeconds: 30 };
  return { clock, issuer, store, verifier: new IapJwtVerifier(rules, store, () => clock.now) };
}

async function remembered(verifier: IapJwtVerifier, assertion: string): Promise<string> {
  await verifier.verify(assertion);
  await verifier.verify(assertion);
  return assertion;
}

it('an assertion that was verified twice is answered at once when it comes again', async () => {
  const { issuer, verifier } = scene();
  const assertion = issuer.serviceAccount(WEB);
  await verifier.verify(assertion);
  expect(verifier.recall(assertion)).toBeUndefined();
  const payload = await verifier.verify(assertion);
  expect(verifier.recall(assertion)).toBe(payload);
  await expect(verifier.verify(assertion)).resolves.toBe(payload);
});

it('a change of one character is another assertion', async () => {
  const { issuer, verifier } = scene();
  const assertion = await remembered(verifier, issuer.serviceAccount(WEB));
  const at = assertion.length - 20;
  const changed = assertion.slice(0, at) + (assertion[at] === 'A' ? 'B' : 'A') + assertion.slice(at + 1);
  expect(verifier.recall(changed)).toBeUndefined();
  await expect(verifier.verify(changed)).rejects.toMatchObject({ reason: 'signature' });
});

it.each([
  ['expires', 600 + 30, 'expired'],
  ['lies before the clock, which was set back', -31, 'issued-in-future'],
])('is refused again once it %s', async (_what, seconds, reason) => {
  const { clock, issuer, verifier } = scene();
  const assertion = await remembered(verifier, issuer.serviceAccount(WEB));
  clock.now += seconds * 1000 - Math.sign(seconds) * 1000;
  // The keys lost their freshness with the time: asked for again, as in traffic.
  await verifier.verify(assertion);
  expect(verifier.recall(assertion)).toBeDefined();
  clock.now += Math.sign(seconds) * 1000;
  expect(() => verifier.recall(assertion)).toThrow(expect.objectContaining({ reason }));
  expect(verifier.recall(assertion)).toBeUndefined();
  await expect(verifier.verify(assertion)).rejects.toMatchObject({ reason });
});

it('is refused once its key has left the published set', async () => {
  const { clock, issuer, store, verifier } = scene();
  const assertion = await remembered(verifier, issuer.serviceAccount(WEB));
  issuer.rotate();
  await store.refresh();
  await expect(verifier.verify(assertion)).resolves.toMatchObject({ email: WEB });
  issuer.retireOldKeys();
  clock.now += 30_000;
  await store.refresh();
  expect(verifier.recall(assertion)).toBeUndefined();
  await expect(verifier.verify(assertion)).rejects.toMatchObject({ reason: 'key-unknown' });
});

it('an anonymous one that an open route accepted does not open a closed one', async () => {
  const { issuer, verifier } = scene();
  const assertion = issuer.anonymous();
  const open = { allowAnonymous: true };
  for (let n = 0; n < 2; n++) await verifier.verify(assertion, open);
  expect(verifier.recall(assertion, open)).toBeDefined();
  expect(() => verifier.recall(assertion)).toThrow(expect.objectContaining({ reason: 'sub-missing' }));
});

it('one that was refused is not remembered', async () => {
  const { issuer, verifier } = scene();
  const forged = new IapTestIssuer({ audience: AUDIENCE, now: () => NOW * 1000 }).sign(issuer.claims(WEB), {
    kid: issuer.kid,
  });
  for (let n = 0; n < 3; n++) {
    await expect(verifier.verify(forged)).rejects.toMatchObject({ reason: 'signature' });
  }
  expect(verifier.recall(forged)).toBeUndefined();
});
