import { createPublicKey } from 'node:crypto';
import { jest } from '@jest/globals';
import { OAuth2Client } from 'google-auth-library';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { IapError } from '../../src/index.ts';
import { IapJwtInvalidError, type IapJwtRejectReason } from '../../src/server/index.ts';
import { IapJwtVerifier } from '../../src/server/iap-jwt.verifier.ts';
import { IapKeyStore } from '../../src/server/iap-key.store.ts';
import { importKeySet } from '../../src/server/key-set.importer.ts';
import { assertionGenerator, randomOf } from './assertion.generator.ts';
import { AUDIENCE, issuer, NOW } from './guarded-app.ts';

const CASES = Number(process.env.IAP_ORACLE_CASES ?? 4_000);
const SEED = Number(process.env.IAP_ORACLE_SEED ?? 1);
const ISSUER = 'https://cloud.google.com/iap';

/** Where this library refuses what jose accepts, and why. */
const STRICTER: Partial<Record<IapJwtRejectReason, string>> = {
  'assertion-empty': 'not a JWS',
  'not-compact-jws': 'one byte string has one spelling: no padding, no stray bits, no line break',
  'header-not-json': 'jose passes over a byte order mark',
  'payload-not-json': 'jose passes over a byte order mark',
  'header-duplicate-member': 'RFC 7515, section 4, leaves it to the reader',
  'payload-duplicate-member': 'RFC 7519, section 4, leaves it to the reader',
  b64: 'IAP never writes it',
  'embedded-key': 'jose ignores a key of the sender’s choice; here it is a forgery',
  'kid-missing': 'jose takes the only key of a set; IAP always names one',
  'kid-shape': 'IAP never writes such a key id',
  audience: 'jose takes a list that holds the audience; IAP writes one text',
  lifetime: 'IAP documents the longest one',
  'sub-shape': 'no JOSE rule',
  'sub-missing': 'no JOSE rule',
  'email-missing': 'no JOSE rule',
  'email-shape': 'no JOSE rule',
};

const jwks = issuer.jwks() as JSONWebKeySet;
const joseKeys = createLocalJWKSet(jwks);
const joseOptions = {
  algorithms: ['ES256'],
  issuer: ISSUER,
  audience: AUDIENCE,
  clockTolerance: 30,
  maxTokenAge: 660,
  requiredClaims: ['exp', 'iat'],
  currentDate: new Date(NOW * 1000),
};
const pems = Object.fromEntries(
  jwks.keys.map((key) => [
    key.kid,
    createPublicKey({ key: key, format: 'jwk' }).export({ format: 'pem', type: 'spki' }),
  ]),
) as Record<string, string>;
const google = new OAuth2Client();

const store = new IapKeyStore(
  async () => ({ keys: (await importKeySet(JSON.stringify(jwks))) ?? new Map(), lifetimeMs: undefined }),
  () => NOW * 1000,
  () => undefined,
);
const rules = { audiences: new Set([AUDIENCE]), clockSkewSeconds: 30 };
const verifier = new IapJwtVerifier(rules, store, () => NOW * 1000);

type Verdict = 'accepts' | 'refuses';
const verdictOf = (judged: Promise<unknown>): Promise<Verdict> =>
  judged.then(
    () => 'accepts',
    () => 'refuses',
  );

// Google's verifier has no clock to inject.
beforeAll(() => {
  const { Date: _, ...rest } = {
    Date: 1,
    hrtime: 1,
    nextTick: 1,
    performance: 1,
    queueMicrotask: 1,
    setImmediate: 1,
  };
  const doNotFake = [
    ...Object.keys(rest),
    'clearImmediate',
    'setInterval',
    'clearInterval',
    'setTimeout',
    'clearTimeout',
  ];
  jest.useFakeTimers({ now: NOW * 1000, doNotFake: doNotFake as 'setTimeout'[] });
});
afterAll(() => jest.useRealTimers());

it(`accepts nothing that jose or Google refuses, over ${CASES} assertions from seed ${SEED}`, async () => {
  const next = assertionGenerator({ issuer, audience: AUDIENCE, now: NOW }, randomOf(SEED));
  const found: unknown[] = [];
  const met = new Map<string, number>();
  for (let n = 0; n < CASES; n++) {
    const assertion = next();
    const error: unknown = await verifier.verify(assertion, { allowAnonymous: true }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (error !== undefined && !(error instanceof IapError)) found.push({ n, thrown: error });
    const reason = error instanceof IapJwtInvalidError ? error.reason : undefined;
    met.set(reason ?? 'accepted', (met.get(reason ?? 'accepted') ?? 0) + 1);
    const jose = await verdictOf(jwtVerify(assertion, joseKeys, joseOptions));
    if (error === undefined) {
      const googles = await verdictOf(
        google.verifySignedJwtWithCertsAsync(assertion, pems, AUDIENCE, [ISSUER]),
      );
      if (jose === 'refuses' || googles === 'refuses') found.push({ n, assertion, jose, googles });
    } else if (jose === 'accepts' && (reason === undefined || STRICTER[reason] === undefined)) {
      found.push({ n, assertion, reason, jose });
    }
  }
  expect(found).toEqual([]);
  // A generator that reached neither side would prove nothing.
  expect(met.get('accepted')).toBeGreaterThan(CASES / 10);
  expect(met.size).toBeGreaterThan(20);
}, 600_000);
