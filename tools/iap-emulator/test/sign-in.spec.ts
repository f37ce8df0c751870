import { startEmulator } from '../src/index.ts';
import type { Emulator } from '../src/index.ts';
import { Seal } from '../src/sign-in/seal.ts';
import { Session } from '../src/sign-in/session.ts';
import { startApp } from './app.fixture.ts';
import type { App } from './app.fixture.ts';
import { call, cookiesFrom } from './client.fixture.ts';
import type { Reply } from './client.fixture.ts';
import { ADA, CLIENT_ID, STRANGER, WEB_SA, manifestFor } from './manifest.fixture.ts';

const PAGE = { accept: 'text/html' };
const EMAIL = 'x-goog-authenticated-user-email';

let app: App;
let emulator: Emulator;
let api: string;
let now = Date.now();

beforeAll(async () => {
  app = await startApp();
  emulator = await startEmulator({ manifest: manifestFor(app.origin), now: () => now });
  api = emulator.services.api!.url;
});
beforeEach(() => {
  app.seen.length = 0;
});
afterAll(async () => {
  await emulator.close();
  await app.close();
});

interface Begun {
  readonly page: string;
  readonly state: string;
  readonly cookies: string;
}

/** A browser's first visit: sent off to the sign-in page. */
async function begin(path = '/quotes?a=1', headers: Record<string, string> = {}): Promise<Begun> {
  const reply = await call(api + path, { headers: { ...PAGE, ...headers } });
  const page = reply.headers.location!;
  return { page, state: new URL(page).searchParams.get('state')!, cookies: cookiesFrom(reply) };
}

function choose({ page, state }: Begun, email: string, headers: Record<string, string> = {}): Promise<Reply> {
  const body = new URLSearchParams({ state, email }).toString();
  const type = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(body.length) };
  return call(page, { method: 'POST', headers: { ...type, ...headers }, body });
}

async function signIn(email: string): Promise<string> {
  const begun = await begin();
  const chosen = await choose(begun, email);
  const back = await call(chosen.headers.location!, { headers: { cookie: begun.cookies } });
  return cookiesFrom(back);
}

describe('signing in', () => {
  it('leads from the page to the app, with an assertion for whoever was chosen', async () => {
    const begun = await begin();
    const page = await call(begun.page);
    expect(page.status).toBe(200);
    expect(page.body).toContain(ADA);
    expect(page.body).toContain(WEB_SA);

    const chosen = await choose(begun, ADA);
    expect(chosen.status).toBe(303);
    const back = await call(chosen.headers.location!, { headers: { cookie: begun.cookies } });
    expect(back).toMatchObject({ status: 302, headers: { location: `${api}/quotes?a=1` } });
    const session = back.headers['set-cookie']!.find((cookie) => cookie.startsWith('GCP_IAP_AUTH_TOKEN_'));
    expect(session).toMatch(
      /^GCP_IAP_AUTH_TOKEN_[\dA-F]{16}=[\w.-]+; Path=\/; Max-Age=28800; HttpOnly; SameSite=Lax$/,
    );

    const reply = await call(back.headers.location!, { headers: { cookie: cookiesFrom(back) } });
    expect(reply).toMatchObject({ status: 200, body: 'app' });
    expect(app.seen[0]!.headers[EMAIL]).toBe(`accounts.google.com:${ADA}`);
  });

  it('as somebody without the role ends at 403, with a way to another account', async () => {
    const reply = await call(api, { headers: { ...PAGE, cookie: await signIn(STRANGER) } });
    expect(reply.status).toBe(403);
    expect(reply.body).toContain('?gcp-iap-mode=CLEAR_LOGIN_COOKIE');
    expect(app.seen).toEqual([]);
  });

  it('counts at this service alone', async () => {
    const cookie = await signIn(ADA);
    const [other] = new Session('default', new Seal(Date.now)).end()[0]!.split('=');
    for (const sent of [cookie, cookie.replace(/GCP_IAP_AUTH_TOKEN_[^=]+/, other!)]) {
      const url = `${emulator.services.default!.url}/?gcp-iap-mode=FORCE_LOGIN`;
      expect((await call(url, { headers: { ...PAGE, cookie: sent } })).status).toBe(302);
    }
  });

  it('is not shown to the process of another service, whose front has the same host', async () => {
    const cookie = await signIn(ADA);
    const web = emulator.services.default!.url;
    await call(`${web}/`, { headers: { cookie: `a=1; ${cookie}; b=2` } });
    expect(app.seen.at(-1)!.headers.cookie).toMatch(/^a=1; GCP_IAP_UID=\d+; b=2$/);
    const own = cookie.split('; ').find((pair) => pair.startsWith('GCP_IAP_AUTH_TOKEN_'))!;
    await call(`${web}/`, { headers: { cookie: own } });
    expect(app.seen.at(-1)!.headers).not.toHaveProperty('cookie');
    await call(api, { headers: { cookie } });
    expect(app.seen.at(-1)!.headers.cookie).toBe(cookie);
  });

  it('holds for eight hours', async () => {
    const headers = { cookie: await signIn(ADA), 'x-requested-with': 'XMLHttpRequest' };
    const begun = now;
    now = begun + 8 * 3_600_000 - 1;
    expect((await call(api, { headers })).status).toBe(200);
    now += 1;
    expect((await call(api, { headers })).status).toBe(401);
    now = begun;
  });

  it('a bearer token outranks the session', async () => {
    const authorization = `Bearer ${await emulator.idToken(STRANGER, CLIENT_ID)}`;
    expect((await call(api, { headers: { authorization, cookie: await signIn(ADA) } })).status).toBe(403);
  });

  it.each([
    '/?gcp-iap-mode=CLEAR_LOGIN_COOKIE',
    '/?gcp%2Diap-mode=CLEAR_LOGIN_COOKIE',
    '/_gcp_iap/clear_login_cookie',
  ])('%s ends it', async (path) => {
    const reply = await call(api + path, { headers: { cookie: await signIn(ADA) } });
    expect(reply).toMatchObject({
      status: 302,
      headers: { location: `${api}/`, 'x-goog-iap-generated-response': 'true' },
    });
    expect(reply.headers['set-cookie']).toHaveLength(2);
    expect(cookiesFrom(reply)).toBe('');
  });

  it.each([
    ['localhost', true],
    ['evil.example', false],
  ])('ends at the name that the browser uses, if it is this machine’s: %s', async (name, isKept) => {
    const host = `${name}:${new URL(api).port}`;
    const { headers } = await call(`${api}//x?gcp-iap-mode=CLEAR_LOGIN_COOKIE&a=1`, { headers: { host } });
    expect(headers.location).toBe(`${isKept ? `http://${host}` : api}//x?a=1`);
  });

  it('by FORCE_LOGIN on a public service comes back without the mode, and names the visitor where it is on', async () => {
    const web = emulator.services.default!.url;
    const first = await call(`${web}/a?gcp-iap-mode=FORCE_LOGIN&b=1`, { headers: PAGE });
    const page = first.headers.location!;
    const begun = { page, state: new URL(page).searchParams.get('state')!, cookies: cookiesFrom(first) };
    const back = await call((await choose(begun, ADA)).headers.location!, {
      headers: { cookie: begun.cookies },
    });
    expect(back.headers.location).toBe(`${web}/a?b=1`);
    await call(`${web}/?gcp-iap-mode=FORCE_LOGIN`, { headers: { cookie: cookiesFrom(back) } });
    expect(app.seen[0]!.headers[EMAIL]).toBe(`accounts.google.com:${ADA}`);
  });
});

describe('a sign-in that somebody meddles with', () => {
  it('needs the browser that began it', async () => {
    const begun = await begin();
    const { location } = (await choose(begun, ADA)).headers;
    const other = await begin();
    for (const cookie of ['', other.cookies]) {
      const reply = await call(location!, { headers: { cookie } });
      expect(reply).toMatchObject({ status: 400, body: 'There was a problem with your request.' });
      expect(reply.headers).not.toHaveProperty('set-cookie');
    }
  });

  it('works once', async () => {
    const begun = await begin();
    const { location } = (await choose(begun, ADA)).headers;
    const headers = { cookie: begun.cookies };
    expect((await call(location!, { headers })).status).toBe(302);
    expect((await call(location!, { headers })).status).toBe(400);
  });

  it.each([
    ['ticket', 59_999, 60_000],
    ['state', 599_999, 600_000],
  ])('has a %s that lives %i ms and not %i', async (part, inside, outside) => {
    const begin0 = now;
    for (const [age, isGood] of [
      [inside, true],
      [outside, false],
    ] as const) {
      const begun = await begin();
      const chosen = part === 'ticket' ? await choose(begun, ADA) : undefined;
      now = begin0 + age;
      const headers = { cookie: begun.cookies };
      const reply = chosen ? await call(chosen.headers.location!, { headers }) : await choose(begun, ADA);
      expect(reply.status < 400).toBe(isGood);
      now = begin0;
    }
  });

  it.each([
    ['a ticket of another service', (ticket: string) => ticket, 'default'],
    ['a changed ticket', (ticket: string) => `x${ticket}`, 'api'],
    ['a state as a ticket', (_: string, state: string) => state, 'api'],
    ['nothing', () => '', 'api'],
  ])('refuses %s', async (_row, make, service) => {
    const begun = await begin();
    const { location } = (await choose(begun, ADA)).headers;
    const ticket = make(new URL(location!).searchParams.get('ticket')!, begun.state);
    const url = `${emulator.services[service]!.url}/_gcp_iap/signed_in?ticket=${ticket}`;
    expect((await call(url, { headers: { cookie: begun.cookies } })).status).toBe(400);
  });

  it.each([
    ['a path that looks like a host', '//evil.example/x', {}],
    ['another host by name', '/x', { host: 'evil.example' }],
    ['a host with a user before it', '/x', { host: 'localhost@evil.example' }],
    ['a host that begins like this one', '/x', { host: '127.0.0.1.evil.example' }],
  ])('comes back to this front and nowhere else: %s', async (_row, path, headers) => {
    const begun = await begin(path, headers);
    const chosen = await choose(begun, ADA);
    expect(new URL(chosen.headers.location!).origin).toBe(api);
    const back = await call(chosen.headers.location!, { headers: { cookie: begun.cookies } });
    expect(back.headers.location).toBe(api + path);
  });

  it('comes back by the name that the browser uses', async () => {
    const host = `localhost:${new URL(api).port}`;
    const chosen = await choose(await begin('/', { host }), ADA);
    expect(new URL(chosen.headers.location!).host).toBe(host);
  });
});

describe('the page', () => {
  it.each([
    ['another site’s form', { origin: 'https://evil.example' }, 403],
    ['a form of unknown origin', { origin: 'null' }, 403],
    ['a request that the browser calls cross-site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['one from another port', { 'sec-fetch-site': 'same-site' }, 403],
    ['its own form', { 'sec-fetch-site': 'same-origin' }, 303],
    ['a program', {}, 303],
  ])('takes a choice from %s: %j → %i', async (_row, headers, status) => {
    const begun = await begin();
    expect((await choose(begun, ADA, headers)).status).toBe(status);
  });

  it('takes a choice from its own origin', async () => {
    expect((await choose(await begin(), ADA, { origin: emulator.url })).status).toBe(303);
  });

  it.each([
    '',
    'ada',
    'ada@',
    '<script>@example.com',
    'a b@example.com',
    'serviceAccount:a@b',
    `${'a'.repeat(65)}@b`,
  ])('refuses the address "%s" and shows none of it as HTML', async (email) => {
    const reply = await choose(await begin(), email);
    expect(reply.status).toBe(400);
    expect(reply.body).toContain('role="alert"');
    expect(reply.body).not.toContain('<script>');
  });

  it('escapes what stands in it', async () => {
    const { escape } = await import('../src/sign-in/sign-in.page.ts');
    expect(escape(`<a href="x" id='y'>&`)).toBe('&#60;a href=&#34;x&#34; id=&#39;y&#39;&#62;&#38;');
  });

  it('runs no script, stands in no frame, and is not stored', async () => {
    const { headers } = await call((await begin()).page);
    expect(headers['content-security-policy']).toBe(
      `default-src 'none'; style-src 'unsafe-inline'; form-action 'self' ${api}; frame-ancestors 'none'; base-uri 'none'`,
    );
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  });

  it('is not shown without a state', async () => {
    expect((await call(`${emulator.url}/o/oauth2/v2/auth?client_id=x&state=a.b`)).status).toBe(400);
  });

  it.each([
    [16_384, 303],
    [16_385, 400],
  ])('takes a form of %i bytes: %i', async (size, status) => {
    const { page, state } = await begin();
    const fields = `${new URLSearchParams({ state, email: ADA }).toString()}&pad=`;
    expect((await call(page, { method: 'POST', body: fields.padEnd(size, 'x') })).status).toBe(status);
  });
});

describe('the emulator’s own port', () => {
  it.each([
    ['evil.example', 403],
    ['127.0.0.1.evil.example', 403],
    ['localhost.evil.example', 403],
    ['localhost', 200],
    ['console.localhost:8000', 404],
    ['[::1]:8000', 200],
  ])('asked for by the name %s: %i', async (host, status) => {
    for (const path of ['/', '/oauth2/v3/certs', '/iap/verify/public_key']) {
      expect((await call(emulator.url + path, { headers: { host } })).status).toBe(status);
    }
  });

  it.each([
    ['POST', '/', 405],
    ['DELETE', '/oauth2/v3/certs', 405],
    ['GET', '/nothing', 404],
    ['GET', '/service_accounts/v1/jwk/%zz', 404],
  ])('%s %s: %i', async (method, path, status) => {
    expect((await call(emulator.url + path, { method })).status).toBe(status);
  });
});
