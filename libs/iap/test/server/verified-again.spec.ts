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

const promised = (answer: unknown) => answer instanceof Promise;

it('an assertion that was verified is answered at once when it comes again', async () => {
  const { issuer, store, verifier } = scene();
  await store.refresh();
  const assertion = issuer.serviceAccount(WEB);
  const first = verifier.verifyRequest(assertion);
  expect(promised(first)).toBe(true);
  const second = verifier.verifyRequest(assertion);
  const payload = await first;
  await expect(second).resolves.toBe(payload);
  expect(verifier.verifyRequest(assertion)).toBe(payload);
});

it('a change of one character is another assertion', async () => {
  const { issuer, verifier } = scene();
  const assertion = issuer.serviceAccount(WEB);
  await verifier.verifyRequest(assertion);
  const at = assertion.length - 20;
  const changed = assertion.slice(0, at) + (assertion[at] === 'A' ? 'B' : 'A') + assertion.slice(at + 1);
  await expect(verifier.verifyRequest(changed)).rejects.toMatchObject({ reason: 'signature' });
});

it.each([
  ['expires', 600 + 30, 'expired'],
  ['lies before the clock, which was set back', -31, 'issued-in-future'],
])('is refused again once it %s', async (_what, seconds, reason) => {
  const { clock, issuer, verifier } = scene();
  const assertion = issuer.serviceAccount(WEB);
  await verifier.verifyRequest(assertion);
  clock.now += seconds * 1000 - Math.sign(seconds) * 1000;
  await verifier.verifyRequest(assertion);
  clock.now += Math.sign(seconds) * 1000;
  expect(() => verifier.verifyRequest(assertion)).toThrow(expect.objectContaining({ reason }));
});

it('is refused once its key has left the published set', async () => {
  const { clock, issuer, store, verifier } = scene();
  const assertion = issuer.serviceAccount(WEB);
  await verifier.verifyRequest(assertion);
  issuer.rotate();
  await store.refresh();
  await expect(verifier.verifyRequest(assertion)).resolves.toMatchObject({ email: WEB });
  issuer.retireOldKeys();
  clock.now += 30_000;
  await store.refresh();
  await expect(verifier.verifyRequest(assertion)).rejects.toMatchObject({ reason: 'key-unknown' });
});

it('an anonymous one that an open route accepted does not open a closed one', async () => {
  const { issuer, verifier } = scene();
  const assertion = issuer.anonymous();
  await verifier.verifyRequest(assertion, { allowAnonymous: true });
  expect(promised(verifier.verifyRequest(assertion, { allowAnonymous: true }))).toBe(false);
  expect(() => verifier.verifyRequest(assertion)).toThrow(expect.objectContaining({ reason: 'sub-missing' }));
});

it('one that was refused is not remembered', async () => {
  const { issuer, verifier } = scene();
  const forged = new IapTestIssuer({ audience: AUDIENCE, now: () => NOW * 1000 }).sign(issuer.claims(WEB), {
    kid: issuer.kid,
  });
  for (let n = 0; n < 3; n++) {
    await expect(verifier.verifyRequest(forged)).rejects.toMatchObject({ reason: 'signature' });
  }
});
