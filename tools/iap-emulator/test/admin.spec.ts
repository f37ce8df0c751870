import { environmentOf, startEmulator } from '../src/index.ts';
import type { Emulator } from '../src/index.ts';
import { startApp } from './app.fixture.ts';
import type { App } from './app.fixture.ts';
import { call, claimsIn } from './client.fixture.ts';
import type { Reply } from './client.fixture.ts';
import { ADA, API_SA, CLIENT_ID, STRANGER, WEB_SA, manifestFor } from './manifest.fixture.ts';

/** Google's APIs over the wire; what the real gcloud makes of them is shown in gcloud.spec.ts. */
const NOW = 1_800_000_000;
const BEARER = { authorization: 'Bearer any' };
const WEB = '/v1/projects/123456789012/iap_web';
const API = `${WEB}/appengine-quotes-demo/services/api`;
const ACCESSOR = 'roles/iap.httpsResourceAccessor';
const ACCOUNT = `/v1/projects/-/serviceAccounts/${WEB_SA}`;

/** An object as deep as that. */
function deep(levels: number): object {
  return levels === 0 ? {} : { a: deep(levels - 1) };
}

let app: App;
let emulator: Emulator;
beforeAll(async () => {
  app = await startApp();
  emulator = await startEmulator({ manifest: manifestFor(app.origin), now: () => NOW * 1000 });
});
afterEach(() => {
  emulator.policy.reset();
});
afterAll(async () => {
  await emulator.close();
  await app.close();
});

/** Whatever of it an answer has. */
interface Body {
  readonly error: { readonly code: number; readonly status: string; readonly message: string };
  readonly etag: string;
  readonly name: string;
  readonly response: { readonly iap: object };
  readonly token: string;
  readonly signedJwt: string;
  readonly accessToken: string;
  readonly expireTime: string;
  readonly accounts: readonly { readonly email: string }[];
}

async function ask(path: string, body?: object, method = body ? 'POST' : 'GET'): Promise<[number, Body]> {
  const reply = await call(emulator.url + path, {
    method,
    headers: BEARER,
    ...(body && { body: JSON.stringify(body) }),
  });
  return [reply.status, JSON.parse(reply.body) as Body];
}

async function reach(service: string, email: string): Promise<number> {
  const headers = { authorization: `Bearer ${await emulator.idToken(email, CLIENT_ID)}` };
  return (await call(`${emulator.services[service]!.url}/`, { headers })).status;
}

describe('whoever asks', () => {
  const policy = JSON.stringify({ policy: { bindings: [{ role: ACCESSOR, members: ['allUsers'] }] } });
  const set = (headers: Record<string, string>): Promise<Reply> =>
    call(`${emulator.url}${API}:setIamPolicy`, { method: 'POST', headers, body: policy });

  it.each<[string, number, Record<string, string>]>([
    ['without a credential, as a form of a page sends it', 401, {}],
    ['with a credential that is no token', 401, { authorization: 'Basic YTpi' }],
    ['from a page of another site', 403, { ...BEARER, origin: 'https://evil.example' }],
    ['from any page', 403, { ...BEARER, 'sec-fetch-site': 'same-origin' }],
    ['by a name that was rebound to this machine', 403, { ...BEARER, host: 'evil.example' }],
  ])('%s is refused by %i', async (_row, status, headers) => {
    expect((await set(headers)).status).toBe(status);
    expect(emulator.policy.members('api')).not.toContain('allUsers');
  });

  it('is not told that a page may', async () => {
    const reply = await call(`${emulator.url}${API}:setIamPolicy`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example' },
    });
    expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

describe('an answer', () => {
  it.each<[string, string, number, string]>([
    ['GET', '/v1/projects/another', 403, 'PERMISSION_DENIED'],
    ['GET', '/v1/apps/another', 404, 'NOT_FOUND'],
    ['GET', '/v1/apps/quotes-demo/services/nobody', 404, 'NOT_FOUND'],
    ['GET', '/v1/apps/quotes-demo/services/__proto__', 404, 'NOT_FOUND'],
    ['GET', '/v1/apps/quotes-demo/services/api/versions/v2', 404, 'NOT_FOUND'],
    ['POST', `${WEB}/appengine-another:getIamPolicy`, 404, 'NOT_FOUND'],
    ['POST', '/v1/projects/another/iap_web:getIamPolicy', 403, 'PERMISSION_DENIED'],
    ['POST', '/v1/projects/%E0%A4%A/iap_web:getIamPolicy', 400, 'INVALID_ARGUMENT'],
    ['POST', '/v1/apps/quotes-demo/services/api/versions', 400, 'FAILED_PRECONDITION'],
    ['PATCH', '/v1/apps/quotes-demo?updateMask=dispatchRules', 400, 'FAILED_PRECONDITION'],
    ['PATCH', '/v1/apps/quotes-demo', 400, 'INVALID_ARGUMENT'],
    ['PATCH', `${API}:iapSettings?updateMask=iapSettings.accessSettings`, 400, 'FAILED_PRECONDITION'],
    ['DELETE', '/v1/apps/quotes-demo', 400, 'FAILED_PRECONDITION'],
    ['GET', '/v1/', 400, 'FAILED_PRECONDITION'],
  ])('to %s %s is %i', async (method, path, code, status) => {
    const [seen, { error }] = await ask(path, undefined, method);
    expect([seen, error.code, error.status]).toEqual([code, code, status]);
    expect(error.message).toEqual(expect.any(String));
  });

  it.each(['{', '[]', '1', 'null'])('to the body %s is 400, without quoting it', async (body) => {
    const reply = await call(`${emulator.url}${API}:setIamPolicy`, { method: 'POST', headers: BEARER, body });
    expect(reply.status).toBe(400);
    expect(reply.body).toContain('Invalid JSON payload');
  });

  it('to a body of more than a megabyte is 400', async () => {
    const body = JSON.stringify({ policy: 'a'.repeat(1024 * 1024) });
    const reply = await call(`${emulator.url}${API}:setIamPolicy`, { method: 'POST', headers: BEARER, body });
    expect([reply.status, reply.body]).toEqual([400, expect.stringContaining('exceeds the limit')]);
  });
});

describe('a policy', () => {
  it.each<[string, object]>([
    ['no policy', {}],
    ['a list for a policy', { policy: [] }],
    ['bindings that are no list', { policy: { bindings: {} } }],
    ['no binding', { policy: { bindings: [null] } }],
    ['no role', { policy: { bindings: [{ role: 'accessor', members: [] }] } }],
    ['members that are no list', { policy: { bindings: [{ role: ACCESSOR, members: 'allUsers' }] } }],
    ['no member', { policy: { bindings: [{ role: ACCESSOR, members: ['ada@example.com'] }] } }],
    [
      'a condition that is no object',
      { policy: { bindings: [{ role: ACCESSOR, members: [], condition: 'x' }] } },
    ],
    [
      'a condition without an expression',
      { policy: { bindings: [{ role: ACCESSOR, members: [], condition: {} }] } },
    ],
    [
      'a condition that is no CEL',
      { policy: { bindings: [{ role: ACCESSOR, members: [], condition: { expression: '1 +' } }] } },
    ],
    ['an etag that is no text', { policy: { bindings: [], etag: 1 } }],
    [
      'nested without end',
      {
        policy: {
          bindings: [{ role: ACCESSOR, members: [], condition: { ...deep(101), expression: 'true' } }],
        },
      },
    ],
  ])('%s is refused, and nothing is lost', async (_row, body) => {
    const before = emulator.policy.members('api');
    expect(await ask(`${API}:setIamPolicy`, body)).toMatchObject([
      400,
      { error: { status: 'INVALID_ARGUMENT' } },
    ]);
    expect(emulator.policy.members('api')).toEqual(before);
  });

  it('is replaced as a whole, and read back', async () => {
    const bindings = [
      { role: ACCESSOR, members: [`user:${ADA}`, `serviceAccount:${STRANGER}`] },
      { role: 'roles/iap.admin', members: [`user:${ADA}`] },
    ];
    const [, written] = await ask(`${API}:setIamPolicy`, { policy: { bindings, version: 3 } });
    expect(written).toEqual({ bindings, etag: expect.any(String), version: 3 });
    expect((await ask(`${API}:getIamPolicy`, {}))[1]).toEqual(written);
    expect(await Promise.all([WEB_SA, ADA, STRANGER].map((email) => reach('api', email)))).toEqual([
      403, 200, 200,
    ]);
    await ask(`${API}:setIamPolicy`, { policy: {} });
    expect((await ask(`${API}:getIamPolicy`, {}))[1]).toEqual({ etag: expect.any(String), version: 3 });
    expect(await reach('api', ADA)).toBe(403);
  });

  it('takes what is null for what is not there', async () => {
    const bindings = [{ role: ACCESSOR, members: [`user:${ADA}`], condition: null }];
    expect((await ask(`${API}:setIamPolicy`, { policy: { bindings, etag: null } }))[0]).toBe(200);
    expect(await reach('api', ADA)).toBe(200);
    expect((await ask(`${API}:setIamPolicy`, { policy: { bindings: [], etag: '' } }))[0]).toBe(200);
  });

  it('may be as deep as protobuf reads', async () => {
    const bindings = [{ role: ACCESSOR, members: [], condition: { '["[[': deep(90), expression: 'true' } }];
    expect((await ask(`${API}:setIamPolicy`, { policy: { bindings } }))[0]).toBe(200);
    expect((await ask(`${API}:getIamPolicy`, {}))[0]).toBe(200);
  });

  it('is shown with what is inherited, and reset with its versions', async () => {
    const everybody = { policy: { bindings: [{ role: ACCESSOR, members: ['allUsers'] }] } };
    await ask(`${API}/versions/v1:setIamPolicy`, everybody);
    expect(emulator.policy.members('api')).toContain('allUsers');
    emulator.policy.reset('api');
    expect(emulator.policy.members('api')).not.toContain('allUsers');
    expect(await reach('api', STRANGER)).toBe(403);
    await ask(`${WEB}/appengine-quotes-demo:setIamPolicy`, everybody);
    expect(emulator.policy.members('api')).toContain('allUsers');
  });

  it('has another etag after every change, even back and forth, and takes it in either alphabet', async () => {
    const etag = async (): Promise<string> => (await ask(`${API}:getIamPolicy`, {}))[1].etag;
    const first = await etag();
    expect(await etag()).toBe(first);
    emulator.policy.grant('api', `user:${STRANGER}`);
    emulator.policy.reset();
    expect(await etag()).not.toBe(first);
    const stale = await ask(`${API}:setIamPolicy`, { policy: { bindings: [], etag: first } });
    expect(stale).toMatchObject([409, { error: { status: 'ABORTED' } }]);
    for (let times = 0; times < 20; times++) {
      const current = (await etag()).replaceAll('+', '-').replaceAll('/', '_');
      expect((await ask(`${API}:setIamPolicy`, { policy: { bindings: [], etag: current } }))[0]).toBe(200);
    }
  });

  it.each([
    ['the project', '/v1/projects/quotes-demo'],
    ['every web application', WEB],
    ['the application', `${WEB}/appengine-quotes-demo`],
    ['the service', API],
    ['the running version', `${API}/versions/v1`],
  ])('of %s lets a member pass to the service', async (_where, resource) => {
    const bindings = [{ role: ACCESSOR, members: [`serviceAccount:${STRANGER}`] }];
    expect(await reach('api', STRANGER)).toBe(403);
    await ask(`${resource}:setIamPolicy`, { policy: { bindings } });
    expect(await reach('api', STRANGER)).toBe(200);
    emulator.policy.reset();
    expect(await reach('api', STRANGER)).toBe(403);
  });

  it.each([
    ['another version', `${API}/versions/v2`],
    ['another service', `${WEB}/appengine-quotes-demo/services/other`],
  ])('of %s does not', async (_where, resource) => {
    const bindings = [{ role: ACCESSOR, members: [`serviceAccount:${STRANGER}`] }];
    expect((await ask(`${resource}:setIamPolicy`, { policy: { bindings } }))[0]).toBe(200);
    expect(await reach('api', STRANGER)).toBe(403);
  });

  it.each([
    ['request.path.startsWith("/open/")', '/open/a?b=/closed', 200],
    ['request.path.startsWith("/open/")', '/closed?a=/open/', 403],
    ['request.path == "/open%2F"', '/open%2F', 200],
    ['request.host == "127.0.0.1"', '/', 200],
    ['request.host == "localhost"', '/', 403],
    ['request.time < timestamp("2027-01-15T08:00:01Z")', '/', 200],
    ['request.time < timestamp("2027-01-15T08:00:00Z")', '/', 403],
    ['request.time.getHours("Europe/Berlin") == 9', '/', 200],
    ['"accessPolicies/1/accessLevels/a" in request.auth.access_levels', '/', 403],
  ])('on the condition %s, at %s: %i', async (expression, path, status) => {
    const members = [`serviceAccount:${STRANGER}`];
    const bindings = [{ role: ACCESSOR, members, condition: { title: 'test', expression } }];
    expect((await ask(`${API}:setIamPolicy`, { policy: { bindings } }))[0]).toBe(200);
    const headers = { authorization: `Bearer ${await emulator.idToken(STRANGER, CLIENT_ID)}` };
    expect((await call(emulator.services.api!.url + path, { headers })).status).toBe(status);
  });

  it('can open one path to everybody, and leave the rest closed', async () => {
    const condition = { title: 'open', expression: 'request.path == "/healthz"' };
    const bindings = [
      { role: ACCESSOR, members: ['allUsers'], condition },
      { role: ACCESSOR, members: [`serviceAccount:${WEB_SA}`] },
    ];
    await ask(`${API}:setIamPolicy`, { policy: { bindings } });
    const api = emulator.services.api!.url;
    expect((await call(`${api}/healthz`)).status).toBe(200);
    expect((await call(`${api}/quotes`)).status).toBe(401);
    expect(await reach('api', WEB_SA)).toBe(200);
  });

  it.each<[string, object]>([
    ['another role', { role: 'roles/iap.admin' }],
    ['a condition that is not met', { role: ACCESSOR, condition: { expression: 'false', title: 'never' } }],
    ['a condition that is no yes or no', { role: ACCESSOR, condition: { expression: 'request.path' } }],
    [
      'an attribute that is not there',
      { role: ACCESSOR, condition: { expression: 'destination.port == 1' } },
    ],
  ])('with %s lets nobody pass, and keeps it', async (_row, binding) => {
    const bindings = [{ ...binding, members: ['allUsers'] }];
    await ask(`${API}:setIamPolicy`, { policy: { bindings } });
    expect((await ask(`${API}:getIamPolicy`, {}))[1]).toMatchObject({ bindings });
    expect(await reach('api', STRANGER)).toBe(403);
  });
});

describe('App Engine', () => {
  it('switches IAP on and off, for all services, and keeps the client', async () => {
    const patch = (iap: object) => ask('/v1/apps/quotes-demo?updateMask=iap%2C', { iap }, 'PATCH');
    expect(await patch({ enabled: false })).toMatchObject([
      200,
      { done: true, response: { iap: { enabled: false } } },
    ]);
    expect((await call(`${emulator.services.api!.url}/`)).status).toBe(200);
    const other = {
      oauth2ClientId: '123456789012-new.apps.googleusercontent.com',
      oauth2ClientSecret: 'hush',
    };
    const [, operation] = await patch({ enabled: true, ...other });
    expect(operation.response.iap).toEqual({
      enabled: true,
      oauth2ClientId: other.oauth2ClientId,
      oauth2ClientSecretSha256: expect.stringMatching(/^[\da-f]{64}$/),
    });
    expect(JSON.stringify(operation)).not.toContain('hush');
    expect(await reach('api', WEB_SA)).toBe(401);
    expect(emulator.oauthClientId).toBe(other.oauth2ClientId);
    expect(environmentOf(emulator, 'default')).toMatchObject({ API_TARGET_AUDIENCE: other.oauth2ClientId });
    const [, { response }] = await patch({ oauth2ClientSecret: 'another' });
    expect(response.iap).toMatchObject({ enabled: true, oauth2ClientId: other.oauth2ClientId });
    expect(response.iap).not.toEqual(operation.response.iap);
    await patch({ oauth2ClientId: CLIENT_ID });
    expect(await reach('api', WEB_SA)).toBe(200);
    expect((await ask(`/v1/${operation.name}`))[1]).toMatchObject({ done: true });
  });

  it.each<[string, object]>([
    ['split', { split: { allocations: { v2: 1 } } }],
    ['split', {}],
    ['networkSettings', { networkSettings: { ingressTrafficAllowed: 'ALL' } }],
    ['networkSettings', {}],
  ])('takes no %s like %j', async (mask, body) => {
    const [status] = await ask(`/v1/apps/quotes-demo/services/api?updateMask=${mask}`, body, 'PATCH');
    expect(status).toBe(400);
  });

  it.each([{ enabled: 'yes' }, { oauth2ClientId: 1 }, { oauth2ClientId: '<script>' }])(
    'takes no iap like %j',
    async (iap) => {
      expect((await ask('/v1/apps/quotes-demo?updateMask=iap', { iap }, 'PATCH'))[0]).toBe(400);
      expect(await reach('api', WEB_SA)).toBe(200);
    },
  );
});

describe('settings', () => {
  const set = (path: string, accessSettings: object) =>
    ask(`${path}:iapSettings`, { accessSettings }, 'PATCH');
  const preflight = async (): Promise<number> =>
    (await call(`${emulator.services.api!.url}/`, { method: 'OPTIONS' })).status;

  it('are inherited from the project on, and a null hides nothing', async () => {
    await set('/v1/projects/quotes-demo', { corsSettings: { allowHttpOptions: true } });
    expect(await preflight()).toBe(200);
    await set(API, { cors_settings: { allow_http_options: null } });
    expect(await preflight()).toBe(200);
    await set(API, { corsSettings: { allowHttpOptions: false } });
    expect(await preflight()).toBe(401);
    await set(API, {});
    await set('/v1/projects/quotes-demo', {});
    expect(await preflight()).toBe(401);
    expect((await ask('/v1/projects/quotes-demo:iapSettings'))[1]).toEqual({
      name: 'projects/123456789012',
      accessSettings: {},
    });
  });
});

describe('IAM', () => {
  it('makes ID tokens, with an email only where one is asked for', async () => {
    const [, full] = await ask(`${ACCOUNT}:generateIdToken`, { audience: CLIENT_ID, includeEmail: true });
    expect(claimsIn(full.token)).toMatchObject({ aud: CLIENT_ID, email: WEB_SA, exp: NOW + 3600 });
    const [, bare] = await ask(`${ACCOUNT}:generateIdToken`, { audience: CLIENT_ID });
    expect(claimsIn(bare.token)).not.toHaveProperty('email');
    expect((await ask(`${ACCOUNT}:generateIdToken`, {}))[0]).toBe(400);
  });

  it.each([
    [NOW + 43_200, 200],
    [NOW + 43_201, 400],
    [NOW + 1, 200],
    [NOW, 400],
    ['soon', 400],
    [undefined, 200],
  ])('signs a JWT that expires at %s: %i', async (exp, status) => {
    const payload = JSON.stringify({ iss: WEB_SA, sub: WEB_SA, exp });
    const [seen, { signedJwt }] = await ask(`${ACCOUNT}:signJwt`, { payload });
    expect(seen).toBe(status);
    if (status === 200) expect(claimsIn(signedJwt)).toEqual({ iss: WEB_SA, sub: WEB_SA, exp });
  });

  it.each(['', 'claims', '[]', '"claims"'])('signs no payload like %j', async (payload) => {
    expect((await ask(`${ACCOUNT}:signJwt`, { payload }))[0]).toBe(400);
  });

  it('gives out access tokens that say when they end, and that IAP does not take', async () => {
    const [, { accessToken, expireTime }] = await ask(`${ACCOUNT}:generateAccessToken`, { scope: ['x'] });
    expect(Date.parse(expireTime)).toBe((NOW + 3600) * 1000);
    const headers = { authorization: `Bearer ${accessToken}` };
    expect((await call(`${emulator.services.api!.url}/`, { headers })).status).toBe(401);
  });

  it('knows the accounts of the manifest, and no other', async () => {
    const [, { accounts }] = await ask('/v1/projects/quotes-demo/serviceAccounts');
    expect(accounts.map(({ email }) => email)).toEqual([WEB_SA, API_SA]);
    expect((await ask(ACCOUNT.replace('@', '%40')))[1]).toMatchObject({ email: WEB_SA });
    expect((await ask(ACCOUNT.replace('web-sa', 'Web-SA')))[1]).toMatchObject({ email: WEB_SA });
    const stranger = `/v1/projects/-/serviceAccounts/${STRANGER}`;
    expect((await ask(stranger))[0]).toBe(404);
    expect((await ask(`${stranger}:generateIdToken`, { audience: CLIENT_ID }))[0]).toBe(404);
  });
});
