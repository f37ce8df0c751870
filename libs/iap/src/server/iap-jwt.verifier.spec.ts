import { IapTestIssuer } from '../testing/index.ts';
import { IapJwtVerifier } from './iap-jwt.verifier.ts';
import { IapKeyStore } from './iap-key.store.ts';
import { importKeySet, type KeySet } from './key-set.importer.ts';

const NOW = 1_700_000_000;
const AUDIENCE = '/projects/123456789012/apps/quotes-demo';
const WEB = 'web-sa@quotes-demo.iam.gserviceaccount.com';
const now = () => NOW * 1000;

const issuer = new IapTestIssuer({ audience: AUDIENCE, now });
const claims = issuer.claims(WEB);
let fetches = 0;

function verifierWith(keySet: () => Promise<KeySet | undefined>): IapJwtVerifier {
  const store = new IapKeyStore(
    async () => {
      fetches++;
      const keys = await keySet();
      return keys === undefined ? 'unreachable' : { keys, lifetimeMs: undefined };
    },
    now,
    () => undefined,
  );
  return new IapJwtVerifier({ audiences: new Set([AUDIENCE]), clockSkewSeconds: 30 }, store, now);
}

const verifier = verifierWith(() => importKeySet(JSON.stringify(issuer.jwks())));

it('returns the claims of an assertion that IAP could have written', async () => {
  await expect(verifier.verify(issuer.serviceAccount(WEB))).resolves.toEqual(claims);
});

describe('claims: valid but for one thing', () => {
  it.each`
    flaw                                 | change                                           | reason
    ${'another issuer'}                  | ${{ iss: 'https://cloud.google.com/iap/' }}      | ${'issuer'}
    ${'no issuer'}                       | ${{ iss: undefined }}                            | ${'issuer'}
    ${'another app’s audience'}          | ${{ aud: '/projects/123456789012/apps/others' }} | ${'audience'}
    ${'the start of the audience'}       | ${{ aud: AUDIENCE.slice(0, -1) }}                | ${'audience'}
    ${'more than the audience'}          | ${{ aud: `${AUDIENCE}x` }}                       | ${'audience'}
    ${'a list of audiences'}             | ${{ aud: [AUDIENCE] }}                           | ${'audience'}
    ${'no audience'}                     | ${{ aud: undefined }}                            | ${'audience'}
    ${'no exp'}                          | ${{ exp: undefined }}                            | ${'exp-missing'}
    ${'exp as text'}                     | ${{ exp: String(NOW + 600) }}                    | ${'exp-missing'}
    ${'exp null'}                        | ${{ exp: null }}                                 | ${'exp-missing'}
    ${'no iat'}                          | ${{ iat: undefined }}                            | ${'iat-missing'}
    ${'iat as text'}                     | ${{ iat: String(NOW) }}                          | ${'iat-missing'}
    ${'exp at the skew'}                 | ${{ iat: NOW - 600, exp: NOW - 30 }}             | ${'expired'}
    ${'iat past the skew'}               | ${{ iat: NOW + 31, exp: NOW + 600 }}             | ${'issued-in-future'}
    ${'a lifetime of a second too long'} | ${{ iat: NOW, exp: NOW + 661 }}                  | ${'lifetime'}
    ${'no lifetime'}                     | ${{ iat: NOW, exp: NOW }}                        | ${'lifetime'}
    ${'nbf past the skew'}               | ${{ nbf: NOW + 31 }}                             | ${'not-yet-valid'}
    ${'nbf as text'}                     | ${{ nbf: String(NOW) }}                          | ${'not-yet-valid'}
    ${'no sub'}                          | ${{ sub: undefined }}                            | ${'sub-missing'}
    ${'an empty sub'}                    | ${{ sub: '' }}                                   | ${'sub-shape'}
    ${'a list as sub'}                   | ${{ sub: ['1'] }}                                | ${'sub-shape'}
    ${'a line break in sub'}             | ${{ sub: 'accounts.google.com:1\n' }}            | ${'sub-shape'}
    ${'a sub of 256 characters'}         | ${{ sub: '1'.repeat(256) }}                      | ${'sub-shape'}
    ${'no email'}                        | ${{ email: undefined }}                          | ${'email-missing'}
    ${'a list as email'}                 | ${{ email: [WEB] }}                              | ${'email-shape'}
    ${'the prefix of the other header'}  | ${{ email: `accounts.google.com:${WEB}` }}       | ${'email-shape'}
    ${'an email with a line break'}      | ${{ email: `${WEB}\n` }}                         | ${'email-shape'}
    ${'an email with two at signs'}      | ${{ email: `a@evil.com@${WEB}` }}                | ${'email-shape'}
    ${'an email with a path'}            | ${{ email: `a/${WEB}` }}                         | ${'email-shape'}
    ${'an email of look-alike letters'}  | ${{ email: WEB.replace('e', 'е') }}              | ${'email-shape'}
  `('refuses $flaw: $reason', async ({ change, reason }) => {
    const assertion = issuer.sign({ ...claims, ...change });
    await expect(verifier.verify(assertion)).rejects.toMatchObject({ code: 'ERR_IAP_JWT_INVALID', reason });
  });

  it.each`
    edge                           | change
    ${'exp a second inside'}       | ${{ iat: NOW - 600, exp: NOW - 29 }}
    ${'iat at the skew'}           | ${{ iat: NOW + 30, exp: NOW + 600 }}
    ${'the longest lifetime'}      | ${{ iat: NOW, exp: NOW + 660 }}
    ${'nbf at the skew'}           | ${{ nbf: NOW + 30 }}
    ${'a lifetime of a second'}    | ${{ iat: NOW, exp: NOW + 1 }}
    ${'a sub of one character'}    | ${{ sub: '1' }}
    ${'a sub of 255 characters'}   | ${{ sub: '1'.repeat(255) }}
    ${'claims nobody asked about'} | ${{ azp: AUDIENCE, additional_claims: { team: ['a'] } }}
  `('accepts $edge', async ({ change }) => {
    await expect(verifier.verify(issuer.sign({ ...claims, ...change }))).resolves.toMatchObject({
      sub: expect.any(String),
    });
  });

  it.each(['1e999', '-1e999'])('refuses %s as exp: no clock ever gets there', async (exp) => {
    const text = JSON.stringify(claims).replace(/"exp":\d+/, `"exp":${exp}`);
    await expect(verifier.verify(issuer.sign(text))).rejects.toMatchObject({ reason: 'exp-missing' });
  });
});

it.each`
  payload                    | reason
  ${'foo'}                   | ${'payload-not-json'}
  ${'[]'}                    | ${'payload-not-json'}
  ${'null'}                  | ${'payload-not-json'}
  ${'{"iss":"a","iss":"b"}'} | ${'payload-duplicate-member'}
`('refuses the payload $payload: $reason', async ({ payload, reason }) => {
  await expect(verifier.verify(issuer.sign(payload))).rejects.toMatchObject({ reason });
});

describe('header: valid but for one thing', () => {
  it.each`
    flaw                        | change                            | reason
    ${'alg none'}               | ${{ alg: 'none' }}                | ${'alg'}
    ${'alg HS256'}              | ${{ alg: 'HS256' }}               | ${'alg'}
    ${'alg ES384'}              | ${{ alg: 'ES384' }}               | ${'alg'}
    ${'alg in lower case'}      | ${{ alg: 'es256' }}               | ${'alg'}
    ${'a list as alg'}          | ${{ alg: ['ES256'] }}             | ${'alg'}
    ${'no alg'}                 | ${{ alg: undefined }}             | ${'alg'}
    ${'crit'}                   | ${{ crit: ['exp'] }}              | ${'crit'}
    ${'crit null'}              | ${{ crit: null }}                 | ${'crit'}
    ${'b64'}                    | ${{ b64: false }}                 | ${'b64'}
    ${'a key of its own'}       | ${{ jwk: issuer.jwks().keys[0] }} | ${'embedded-key'}
    ${'an address of a key'}    | ${{ jku: 'https://example.com' }} | ${'embedded-key'}
    ${'an address of a chain'}  | ${{ x5u: 'https://example.com' }} | ${'embedded-key'}
    ${'a certificate chain'}    | ${{ x5c: [] }}                    | ${'embedded-key'}
    ${'no kid'}                 | ${{ kid: undefined }}             | ${'kid-missing'}
    ${'a number as kid'}        | ${{ kid: 1 }}                     | ${'kid-shape'}
    ${'an empty kid'}           | ${{ kid: '' }}                    | ${'kid-shape'}
    ${'a path as kid'}          | ${{ kid: '../../dev/null' }}      | ${'kid-shape'}
    ${'a kid of 65 characters'} | ${{ kid: 'k'.repeat(65) }}        | ${'kid-shape'}
  `('refuses $flaw before asking for a key: $reason', async ({ change, reason }) => {
    const before = fetches;
    await expect(verifier.verify(issuer.sign(claims, change))).rejects.toMatchObject({ reason });
    expect(fetches).toBe(before);
  });
});

describe('keys and signature', () => {
  it('refuses a key id that the published set does not have', async () => {
    const other = new IapTestIssuer({ audience: AUDIENCE, now });
    await expect(verifier.verify(other.serviceAccount(WEB))).rejects.toMatchObject({ reason: 'key-unknown' });
  });

  it('refuses the signature of another key under a published key id', async () => {
    const { kid } = issuer.jwks().keys[0] as { kid: string };
    const forged = new IapTestIssuer({ audience: AUDIENCE, now }).sign(claims, { kid });
    await expect(verifier.verify(forged)).rejects.toMatchObject({ reason: 'signature' });
  });

  it.each`
    part         | at
    ${'header'}  | ${0}
    ${'payload'} | ${1}
  `('refuses a $part that was changed after signing', async ({ at }) => {
    const parts = issuer.sign({ ...claims, n: 1 }, { n: 1 }).split('.');
    const changed = Buffer.from(parts[at]!, 'base64url').toString().replace('"n":1', '"n":2');
    parts[at] = Buffer.from(changed).toString('base64url');
    await expect(verifier.verify(parts.join('.'))).rejects.toMatchObject({ reason: 'signature' });
  });

  it.each([
    ['encryption', { use: 'enc' }],
    ['another algorithm', { alg: 'ES384' }],
    ['signing only', { key_ops: ['sign'] }],
  ])('refuses a key that is published for %s', async (_use, change) => {
    const [jwk] = issuer.jwks().keys;
    const good = { ...new IapTestIssuer({ audience: AUDIENCE }).jwks().keys[0] };
    const text = JSON.stringify({ keys: [{ ...jwk, ...change }, good] });
    const strict = verifierWith(() => importKeySet(text));
    await expect(strict.verify(issuer.serviceAccount(WEB))).rejects.toMatchObject({ reason: 'key-unusable' });
  });

  it('cannot judge without keys: unavailable, not invalid', async () => {
    const keyless = verifierWith(() => Promise.resolve(undefined));
    const assertion = issuer.serviceAccount(WEB);
    const unavailable = { code: 'ERR_IAP_KEYS_UNAVAILABLE', retryAfterSeconds: 1 };
    await expect(keyless.verify(assertion)).rejects.toMatchObject(unavailable);
  });
});

it('never repeats the assertion or its claims in an error', async () => {
  const assertion = issuer.sign({ ...claims, exp: 1 });
  const error: unknown = await verifier.verify(assertion).catch((thrown: unknown) => thrown);
  const shown = JSON.stringify(error, Object.getOwnPropertyNames(error)) + String(error);
  for (const secret of [...assertion.split('.'), WEB, AUDIENCE]) expect(shown).not.toContain(secret);
});
