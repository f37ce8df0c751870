import { X509Certificate, createPublicKey, verify } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GoogleAuth, OAuth2Client } from 'google-auth-library';
import { createRemoteJWKSet, importSPKI, importX509, jwtVerify } from 'jose';
import { startEmulator } from '../src/index.ts';
import type { Emulator } from '../src/index.ts';
import { startApp } from './app.fixture.ts';
import type { App } from './app.fixture.ts';
import { call } from './client.fixture.ts';
import { AUDIENCE, CLIENT_ID, WEB_SA, manifestFor } from './manifest.fixture.ts';

/** Google's own clients and jose, unmodified and sharing no code with the emulator, take what it makes. */
const ASSERTION = 'x-goog-iap-jwt-assertion';
const ISSUER = 'https://cloud.google.com/iap';

let app: App;
let emulator: Emulator;
let assertion: string;

async function assertionFor(path: string): Promise<string> {
  const authorization = `Bearer ${await emulator.idToken(WEB_SA, CLIENT_ID)}`;
  await call(emulator.services.api!.url + path, { headers: { authorization } });
  return String(app.seen.at(-1)!.headers[ASSERTION]);
}

beforeAll(async () => {
  app = await startApp();
  emulator = await startEmulator({ manifest: manifestFor(app.origin) });
  assertion = await assertionFor('/quotes');
});

afterAll(async () => {
  await emulator.close();
  await app.close();
});

describe('the assertion', () => {
  const judge = async (jwt: string) => {
    const client = new OAuth2Client({
      endpoints: { oauth2IapPublicKeyUrl: `${emulator.url}/iap/verify/public_key` },
    });
    const { pubkeys } = await client.getIapPublicKeys();
    return client.verifySignedJwtWithCertsAsync(jwt, pubkeys, AUDIENCE, [ISSUER]);
  };
  const tested = (type: string): Promise<string> =>
    assertionFor(`/?gcp-iap-mode=SECURE_TOKEN_TEST&iap-secure-token-test-type=${type}`);

  it('passes google-auth-library, as Google documents the check', async () => {
    expect((await judge(assertion)).getPayload()).toMatchObject({
      email: WEB_SA,
      iss: ISSUER,
      aud: AUDIENCE,
    });
  });

  it('passes jose by the JWK set and by the PEM', async () => {
    const terms = { issuer: ISSUER, audience: AUDIENCE, algorithms: ['ES256'], maxTokenAge: 660 };
    const set = createRemoteJWKSet(new URL(`${emulator.url}/iap/verify/public_key-jwk`));
    const { protectedHeader } = await jwtVerify(assertion, set, terms);
    expect(protectedHeader).toEqual({
      alg: 'ES256',
      typ: 'JWT',
      kid: expect.stringMatching(/^[\w-]{6}$/) as string,
    });
    const pems = JSON.parse((await call(`${emulator.url}/iap/verify/public_key`)).body) as Record<
      string,
      string
    >;
    await jwtVerify(assertion, await importSPKI(pems[protectedHeader.kid!]!, 'ES256'), terms);
  });

  it.each(['NOT_SET'])('of SECURE_TOKEN_TEST %s passes', async (type) => {
    await expect(judge(await tested(type))).resolves.toBeDefined();
  });

  it.each(['FUTURE_ISSUE', 'PAST_EXPIRATION', 'ISSUER', 'AUDIENCE', 'SIGNATURE'])(
    'of SECURE_TOKEN_TEST %s is refused',
    async (type) => {
      await expect(judge(await tested(type))).rejects.toThrow();
    },
  );
});

describe('the key endpoints', () => {
  it.each(['/iap/verify/public_key', '/iap/verify/public_key-jwk', '/oauth2/v3/certs', '/oauth2/v1/certs'])(
    '%s: JSON without a private part, to be cached',
    async (path) => {
      const { status, headers, body } = await call(emulator.url + path);
      expect(status).toBe(200);
      expect(headers).toMatchObject({
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'public, max-age=3600',
      });
      expect(body).not.toMatch(/PRIVATE|"d":|"p":|"q":/);
    },
  );

  it('publish Google’s key as a certificate that holds', async () => {
    const certificates = JSON.parse((await call(`${emulator.url}/oauth2/v1/certs`)).body) as Record<
      string,
      string
    >;
    const certificate = new X509Certificate(Object.values(certificates)[0]!);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.validToDate.getTime()).toBeGreaterThan(Date.now());
    expect(certificate.validFromDate.getTime()).toBeLessThan(Date.now());
  });

  it('publish a service account’s key once it has signed', async () => {
    const path = `${emulator.url}/service_accounts/v1/metadata/x509/${encodeURIComponent(WEB_SA)}`;
    expect((await call(path)).body).toBe('{}');
    const jwt = await emulator.serviceAccountJwt(WEB_SA, 'http://127.0.0.1/*');
    const [pem] = Object.values(JSON.parse((await call(path)).body) as Record<string, string>);
    await jwtVerify(jwt, await importX509(pem!, 'RS256'), { issuer: WEB_SA });
  });
});

describe('an unmodified client on App Engine', () => {
  const before = { ...process.env };
  let config: string;

  beforeAll(async () => {
    config = await mkdtemp(join(tmpdir(), 'cloudsdk-'));
  });

  afterEach(() => {
    process.env = { ...before };
  });

  afterAll(async () => {
    await rm(config, { recursive: true });
  });

  it.each([
    ['asks whether a metadata server is there', {}],
    ['is told that one is', { METADATA_SERVER_DETECTION: 'assume-present' }],
  ])('%s, gets an ID token and passes IAP', async (_row, env) => {
    const GCE_METADATA_HOST = emulator.services.default!.metadataHost;
    process.env = { ...before, ...env, GCE_METADATA_HOST, CLOUDSDK_CONFIG: config, HOME: config };
    delete process.env.GOOGLE_APPLICATION_CREDENTIALS;
    process.env.GOOGLE_CLOUD_PROJECT = 'quotes-demo';
    const client = await new GoogleAuth().getIdTokenClient(CLIENT_ID);
    const { status, data } = await client.request<string>({ url: `${emulator.services.api!.url}/quotes` });
    expect([status, data]).toEqual([200, 'app']);
    expect(app.seen.at(-1)!.headers['x-goog-authenticated-user-email']).toBe(`accounts.google.com:${WEB_SA}`);

    const bearer = (await client.getRequestHeaders()).get('authorization')!.replace('Bearer ', '');
    const judge = new OAuth2Client({
      endpoints: {
        oauth2FederatedSignonPemCertsUrl: `${emulator.url}/oauth2/v1/certs`,
        oauth2FederatedSignonJwkCertsUrl: `${emulator.url}/oauth2/v3/certs`,
      },
    });
    const ticket = await judge.verifyIdToken({ idToken: bearer, audience: CLIENT_ID });
    expect(ticket.getPayload()).toMatchObject({ email: WEB_SA, email_verified: true });
    const set = createRemoteJWKSet(new URL(`${emulator.url}/oauth2/v3/certs`));
    await jwtVerify(bearer, set, { audience: CLIENT_ID, issuer: 'https://accounts.google.com' });
  });

  it('gets an access token', async () => {
    const GCE_METADATA_HOST = emulator.services.default!.metadataHost;
    process.env = { ...before, GCE_METADATA_HOST, CLOUDSDK_CONFIG: config, HOME: config };
    process.env.GOOGLE_CLOUD_PROJECT = 'quotes-demo';
    expect(await new GoogleAuth().getAccessToken()).toMatch(/^ya29\./);
  });
});

it('node:crypto agrees with the raw form of the signature', async () => {
  const [head, body, tail] = assertion.split('.');
  const data = Buffer.from(`${head!}.${body!}`);
  const signature = Buffer.from(tail!, 'base64url');
  expect(signature).toHaveLength(64);
  const [pem] = Object.values(
    JSON.parse((await call(`${emulator.url}/iap/verify/public_key`)).body) as object,
  );
  const key = createPublicKey(String(pem));
  expect(verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
});
