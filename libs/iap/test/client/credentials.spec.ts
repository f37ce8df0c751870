import { generateKeyPairSync, sign, verify } from 'node:crypto';

import { firstValueFrom } from 'rxjs';

import type { IapCredentials } from '../../src/client/index.ts';
import { startClient } from './client.ts';
import { json, startLoopback, type Loopback } from './loopback.ts';
import { startMetadataServer, type MetadataServer } from './metadata.ts';
import { CALLER, freshAudience, mintIdToken } from './mint.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const TARGET = 'deploy-sa@quotes-demo.iam.gserviceaccount.com';
const decode = (part = ''): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());

describe('credentials', () => {
  let metadata: MetadataServer;
  let upstream: Loopback;
  let iam: Loopback;
  let jwt: string[];

  beforeAll(async () => {
    metadata = await startMetadataServer({ METADATA_SERVER_DETECTION: 'assume-present' });
    iam = await startLoopback(() => undefined);
  });
  beforeEach(async () => {
    upstream = await startLoopback(({ headers }, response) => {
      jwt = String(headers.authorization).replace('Bearer ', '').split('.');
      json(response, {});
    });
    iam.received.length = 0;
    iam.answer = ({ url, body }, response) => {
      const { payload, audience } = JSON.parse(body) as Record<string, string>;
      if (url.endsWith(':generateIdToken'))
        json(response, { token: mintIdToken({ aud: audience, email: TARGET }) });
      else json(response, { keyId: 'k', signedJwt: signed(payload ?? '') });
    };
  });
  afterEach(() => upstream.close());
  afterAll(() => Promise.all([metadata.close(), iam.close()]));

  const signed = (payload: string): string => {
    const text = [{ alg: 'RS256' }, JSON.parse(payload) as object]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${text}.${sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64url')}`;
  };
  const client = (credentials: IapCredentials) =>
    startClient({ baseURL: upstream.origin, targetAudience: undefined, credentials });
  const call = async (credentials: IapCredentials) => firstValueFrom((await client(credentials)).get('/'));
  const keyed = (key: object) =>
    call({ type: 'service-account-jwt', key: { client_email: CALLER, private_key: '', ...key } });

  it('service-account-jwt: IAM signs for the account that the process runs as', async () => {
    await call({ type: 'service-account-jwt', iamUrl: iam.origin });
    const [request] = iam.received;
    expect(request?.url).toBe(`/v1/projects/-/serviceAccounts/${encodeURIComponent(CALLER)}:signJwt`);
    expect(request?.headers.authorization).toBe('Bearer access');
    const claims = decode(jwt[1]) as { iat: number; exp: number };
    expect(claims).toMatchObject({ iss: CALLER, sub: CALLER, aud: `${upstream.origin}/*` });
    expect(claims.exp - claims.iat).toBe(3600);
    expect(metadata.identityRequests()).toEqual([]);
  });

  it('service-account-jwt: IAM signs for another account, once for all calls', async () => {
    const http = await client({ type: 'service-account-jwt', iamUrl: iam.origin, targetPrincipal: TARGET });
    await Promise.all(Array.from({ length: 100 }, () => firstValueFrom(http.get('/'))));
    expect(decode(jwt[1])).toMatchObject({ iss: TARGET, sub: TARGET });
    expect(iam.received).toHaveLength(1);
  });

  it('two callers of one upstream never share a token', async () => {
    for (const targetPrincipal of [TARGET, CALLER, TARGET]) {
      await call({ type: 'service-account-jwt', iamUrl: iam.origin, targetPrincipal });
      expect(decode(jwt[1])).toMatchObject({ sub: targetPrincipal });
    }
    expect(iam.received).toHaveLength(2);
  });

  it('service-account-jwt: a key in hand signs, and nobody is asked', async () => {
    const private_key = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    metadata.received.length = 0;
    await keyed({ private_key, private_key_id: 'kid' });
    const [head, payload, signature = ''] = jwt;
    expect(decode(head)).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'kid' });
    expect(decode(payload)).toMatchObject({ iss: CALLER, aud: `${upstream.origin}/*` });
    const text = Buffer.from(`${head}.${payload}`);
    expect(verify('RSA-SHA256', text, publicKey, Buffer.from(signature, 'base64url'))).toBe(true);
    expect([...iam.received, ...metadata.received]).toEqual([]);
  });

  it('service-account-jwt: two keys of one account are two, also where neither has an id', async () => {
    for (let times = 0; times < 2; times++) {
      const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
      await keyed({ private_key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) });
      const [head, payload, signature = ''] = jwt;
      const text = Buffer.from(`${head}.${payload}`);
      expect(verify('RSA-SHA256', text, pair.publicKey, Buffer.from(signature, 'base64url'))).toBe(true);
    }
  });

  it('service-account-jwt: a key that is none is named, not quoted', async () => {
    await expect(keyed({ private_key: 'secret' })).rejects.toMatchObject({
      code: 'ERR_IAP_TOKEN_UNAVAILABLE',
      reason: 'key',
      message: expect.not.stringContaining('secret'),
    });
  });

  it('id-token: for another account, with its email', async () => {
    const targetAudience = freshAudience();
    await call({ type: 'id-token', targetAudience, targetPrincipal: TARGET, iamUrl: iam.origin });
    const [request] = iam.received;
    expect(request?.url).toBe(`/v1/projects/-/serviceAccounts/${encodeURIComponent(TARGET)}:generateIdToken`);
    expect(JSON.parse(request?.body ?? '')).toEqual({ audience: targetAudience, includeEmail: true });
    expect(decode(jwt[1])).toMatchObject({ aud: targetAudience, email: TARGET });
  });

  it.each`
    type                     | status | reason       | role                                            | sentence
    ${'service-account-jwt'} | ${403} | ${'role'}    | ${'roles/iam.serviceAccountTokenCreator'}       | ${`add-iam-policy-binding ${TARGET}`}
    ${'id-token'}            | ${403} | ${'role'}    | ${'roles/iam.serviceAccountOpenIdTokenCreator'} | ${`add-iam-policy-binding ${TARGET}`}
    ${'id-token'}            | ${404} | ${'refused'} | ${''}                                           | ${`no service account ${TARGET}`}
    ${'service-account-jwt'} | ${400} | ${'refused'} | ${''}                                           | ${'answered 400'}
  `(
    '$type: $status of IAM is $reason, with the command',
    async ({ type, status, reason, role, sentence }) => {
      iam.answer = (_request, response) => {
        json(response, { error: { message: 'secret' } }, status);
      };
      const audience = type === 'id-token' ? { targetAudience: freshAudience() } : {};
      const failed = call({ type, ...audience, targetPrincipal: TARGET, iamUrl: iam.origin });
      await expect(failed).rejects.toMatchObject({ code: 'ERR_IAP_TOKEN_UNAVAILABLE', reason, status });
      await expect(failed).rejects.toThrow(sentence);
      await expect(failed).rejects.toThrow(role);
      await expect(failed).rejects.not.toThrow('secret');
    },
  );

  it('with a clock that is hours ahead: the metadata server’s is taken', async () => {
    const now = Date.now;
    const targetAudience = freshAudience();
    Date.now = () => now() + 4 * 3_600_000;
    metadata.answerIdentity = (_request, response) =>
      response.end(mintIdToken({ aud: targetAudience }, now()));
    try {
      expect((await call({ type: 'id-token', targetAudience })).status).toBe(200);
    } finally {
      Date.now = now;
    }
  });
});
