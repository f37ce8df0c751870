import { request } from 'node:http';
import { once } from 'node:events';
import { GoogleAuth } from 'google-auth-library';
import { readManifest } from './system/manifest.ts';
import { System } from './system/system.ts';

const JSON_HEADERS = { 'content-type': 'application/json' };
const QUOTE = JSON.stringify({ items: [{ product: 'grinder', quantity: 2 }] });

/** Bare node:http and the path as it stands, because fetch and URL refuse or mend what a forger would send. */
async function status(
  origin: string,
  path: string,
  headers: Record<string, string | string[]> = {},
): Promise<number | undefined> {
  const { hostname, port } = new URL(origin);
  const outgoing = request({ hostname, port, path, headers }).end();
  const [incoming] = (await once(outgoing, 'response')) as [{ statusCode?: number; resume: () => void }];
  incoming.resume();
  return incoming.statusCode;
}

/** Google's own client, as any process of that service account would use it, unmodified. */
async function idToken(metadataHost: string): Promise<string> {
  const before = process.env.GCE_METADATA_HOST;
  process.env.GCE_METADATA_HOST = metadataHost;
  try {
    const client = await new GoogleAuth().getIdTokenClient(readManifest().iap.oauth_client_id);
    return await client.idTokenProvider.fetchIdToken(readManifest().iap.oauth_client_id);
  } finally {
    if (before === undefined) delete process.env.GCE_METADATA_HOST;
    else process.env.GCE_METADATA_HOST = before;
  }
}

describe('the built system', () => {
  let system: System;

  beforeAll(async () => {
    Object.assign(process.env, {
      METADATA_SERVER_DETECTION: 'assume-present',
      GOOGLE_CLOUD_PROJECT: readManifest().project.id,
      HOME: '/nonexistent',
      CLOUDSDK_CONFIG: '/nonexistent',
    });
    system = await System.start();
  }, 60_000);

  afterAll(async () => {
    expect(await system.stop()).toEqual([0, 0, 0]);
  });

  it('quotes a price that the closed api computed, on behalf of a visitor without any credential', async () => {
    const response = await fetch(`${system.webUrl}/api/quotes`, {
      method: 'POST',
      headers: JSON_HEADERS,
      body: QUOTE,
    });
    const quote = (await response.json()) as Record<string, unknown>;
    expect(response.status).toBe(200);
    expect(quote).toMatchObject({
      currency: 'EUR',
      total: expect.any(Number),
      call: {
        caller: { kind: 'serviceAccount', email: 'web-sa@quotes-demo.iam.gserviceaccount.com' },
        audience: '/projects/123456789012/apps/quotes-demo',
      },
    });
  });

  it('says that ten megabytes are too much, every time', async () => {
    const body = JSON.stringify({ items: 'a'.repeat(10_000_000) });
    const statuses = [];
    for (let times = 0; times < 10; times++) {
      const response = await fetch(`${system.webUrl}/api/quotes`, {
        method: 'POST',
        headers: JSON_HEADERS,
        body,
      });
      statuses.push(response.status);
      await response.arrayBuffer();
    }
    expect(new Set(statuses)).toEqual(new Set([413]));
  });

  describe('api through IAP, without a credential', () => {
    it('redirects a browser to the sign-in page', async () => {
      const response = await fetch(`${system.apiUrl}/products`, {
        redirect: 'manual',
        headers: { accept: 'text/html' },
      });
      expect(response.status).toBe(302);
      expect(response.headers.get('x-goog-iap-generated-response')).toBe('true');
      expect(response.headers.get('location')).toContain(readManifest().iap.oauth_client_id);
    });

    it.each`
      method    | headers
      ${'POST'} | ${JSON_HEADERS}
      ${'GET'}  | ${{ accept: 'application/json' }}
      ${'GET'}  | ${{ accept: 'text/html', 'x-requested-with': 'XMLHttpRequest' }}
    `('answers $method with $headers by 401', async ({ method, headers }) => {
      const response = await fetch(`${system.apiUrl}/products`, { method, headers, redirect: 'manual' });
      expect(response.status).toBe(401);
      expect(response.headers.get('x-goog-iap-generated-response')).toBe('true');
      expect(await response.text()).toBe('Invalid IAP credentials: empty token');
    });
  });

  describe('api through IAP, with a token that Google’s client got', () => {
    it('lets in the service account of web', async () => {
      const token = await idToken(system.emulator.services.default.metadataHost);
      const response = await fetch(`${system.apiUrl}/products`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(response.status).toBe(200);
    });

    it('refuses any other service account', async () => {
      const token = await idToken(system.emulator.services.api.metadataHost);
      const response = await fetch(`${system.apiUrl}/products`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(response.status).toBe(403);
      expect(response.headers.get('x-goog-iap-generated-response')).toBe('true');
    });
  });

  describe('api’s own port, past IAP', () => {
    const email = 'accounts.google.com:web-sa@quotes-demo.iam.gserviceaccount.com';
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = {
      iss: 'https://cloud.google.com/iap',
      aud: '/projects/123456789012/apps/quotes-demo',
      sub: 'accounts.google.com:1',
      email: 'web-sa@quotes-demo.iam.gserviceaccount.com',
      iat: Math.floor(Date.now() / 1000),
      exp: Math.floor(Date.now() / 1000) + 600,
    };
    const unsigned = `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`;
    const selfSigned = `${part({ alg: 'ES256', typ: 'JWT', kid: 'AAAAAA' })}.${part(claims)}.${'A'.repeat(86)}`;

    it.each`
      forgery                            | headers
      ${'nothing'}                       | ${{}}
      ${'the unsigned identity headers'} | ${{ 'x-goog-authenticated-user-email': email, 'x-goog-authenticated-user-id': email }}
      ${'an unsigned assertion'}         | ${{ 'x-goog-iap-jwt-assertion': unsigned }}
      ${'an assertion of nobody’s key'}  | ${{ 'x-goog-iap-jwt-assertion': selfSigned }}
      ${'two assertions'}                | ${{ 'x-goog-iap-jwt-assertion': [selfSigned, unsigned] }}
      ${'the header with underscores'}   | ${{ x_goog_iap_jwt_assertion: selfSigned }}
      ${'App Engine’s own headers'}      | ${{ 'x-appengine-cron': 'true', 'x-appengine-queuename': 'default', 'x-appengine-user-is-admin': '1' }}
      ${'a proxy’s headers'}             | ${{ 'x-forwarded-for': '127.0.0.1', 'x-original-url': '/healthz', 'x-rewrite-url': '/healthz', forwarded: 'for=127.0.0.1' }}
      ${'a method override'}             | ${{ 'x-http-method-override': 'OPTIONS' }}
    `('refuses $forgery', async ({ headers }) => {
      expect(await status(system.apiProcessUrl, '/products', headers)).toBe(401);
    });

    it('refuses the ID token that opens the door in front', async () => {
      const token = await idToken(system.emulator.services.default.metadataHost);
      const headers = { authorization: `Bearer ${token}`, 'x-goog-iap-jwt-assertion': token };
      expect(await status(system.apiProcessUrl, '/products', headers)).toBe(401);
    });

    it.each([
      '/%70roducts',
      '/products/',
      '//products',
      '/healthz/../products',
      '/products?x=/healthz',
      '/PRODUCTS',
    ])('answers %s without data', async (path) => {
      expect([401, 404]).toContain(await status(system.apiProcessUrl, path));
    });
  });

  it('printed no token', async () => {
    const token = await idToken(system.emulator.services.default.metadataHost);
    expect(system.output).not.toContain(token.slice(0, 60));
    expect(system.output).not.toMatch(/ey[\w-]{20,}\.[\w-]{20,}/);
  });
});
