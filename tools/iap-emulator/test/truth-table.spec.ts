import { makeRsaKey } from '../src/keys/signing-key.ts';
import { signJwt } from '../src/keys/jwt.signer.ts';
import type { Claims } from '../src/keys/jwt.signer.ts';
import type { SigningKey } from '../src/keys/signing-key.ts';
import { startEmulator } from '../src/index.ts';
import type { Emulator, RequestRecord, Settings } from '../src/index.ts';
import { startApp } from './app.fixture.ts';
import type { App, SeenRequest } from './app.fixture.ts';
import { call, claimsIn } from './client.fixture.ts';
import type { Call, Reply } from './client.fixture.ts';
import { Records } from './records.fixture.ts';
import { ADA, AUDIENCE, CLIENT_ID, OTHER_CLIENT, STRANGER, WEB_SA, manifestFor } from './manifest.fixture.ts';

/** Every row of IAP's truth table, over a socket: what the client is told, and what the app sees. */
const START = 1_800_000_000;
const PAGE = { accept: 'text/html,*/*' };
const GENERATED = 'x-goog-iap-generated-response';
const ASSERTION = 'x-goog-iap-jwt-assertion';
const EMAIL = 'x-goog-authenticated-user-email';
const WRONG_AUDIENCE = 'Invalid bearer token. Invalid JWT audience.';

let app: App;
let foreignKey: SigningKey;
let now = START;
const records = new Records();
const running: Emulator[] = [];

beforeAll(async () => {
  [app, foreignKey] = await Promise.all([startApp(), makeRsaKey()]);
});

beforeEach(() => {
  now = START;
  app.seen.length = 0;
});

afterAll(async () => {
  await Promise.all(running.map((emulator) => emulator.close()));
  await app.close();
});

async function emulatorWith(settings: Partial<Settings>): Promise<Emulator> {
  const emulator = await startEmulator({
    manifest: manifestFor(app.origin),
    settings,
    now: () => now * 1000,
    onRequest: records.note,
  });
  running.push(emulator);
  return emulator;
}

/** Calls a service and gives its answer, what the app saw of it, and what was reported. */
async function reach(
  emulator: Emulator,
  service: string,
  path: string,
  request: Call = {},
): Promise<[Reply, SeenRequest | undefined, RequestRecord]> {
  const recorded = records.next();
  const reply = await call(emulator.services[service]!.url + path, request);
  return [reply, app.seen[0], await recorded];
}

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

/** The token with some claims changed under the old signature. */
function forged(token: string, changes: Claims): string {
  const [head, , tail] = token.split('.');
  return [head, encoded({ ...claimsIn(token), ...changes }), tail].join('.');
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

describe('a closed service, by default', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await emulatorWith({});
  });

  it.each<[row: string, status: number, request: Call]>([
    ['a browser', 302, { headers: PAGE }],
    ['HEAD', 302, { method: 'HEAD', headers: PAGE }],
    ['curl', 302, { headers: { accept: '*/*' } }],
    ['axios', 302, { headers: { accept: 'application/json, text/plain, */*' } }],
    ['a client of JSON', 401, { headers: { accept: 'application/json' } }],
    ['a client that says nothing', 401, {}],
    ['XMLHttpRequest', 401, { headers: { ...PAGE, 'x-requested-with': 'XMLHttpRequest' } }],
    ['POST', 401, { method: 'POST', headers: PAGE }],
    ['PUT', 401, { method: 'PUT', headers: PAGE }],
    ['DELETE', 401, { method: 'DELETE', headers: PAGE }],
    ['OPTIONS', 401, { method: 'OPTIONS', headers: PAGE }],
    ['Basic, which is the app’s', 401, { headers: { authorization: 'Basic YTpi' } }],
    ['Bearer of nothing', 401, { headers: { authorization: 'Bearer' } }],
    ['a cookie of its own making', 401, { headers: { cookie: 'GCP_IAP_AUTH_TOKEN_0000000000000000=x.y' } }],
    [
      'headers that IAP would write',
      401,
      { headers: { [ASSERTION]: 'a.b.c', [EMAIL]: `accounts.google.com:${ADA}` } },
    ],
  ])('no credential, %s: %i', async (_row, status, request) => {
    const [reply, seen] = await reach(emulator, 'api', '/quotes', request);
    expect(reply).toMatchObject({ status });
    expect(reply.headers).toMatchObject({ [GENERATED]: 'true', 'content-type': 'text/html; charset=UTF-8' });
    if (request.method !== 'HEAD') expect(reply.body).toBe('Invalid IAP credentials: empty token');
    expect(seen).toBeUndefined();
  });

  it('sends a browser to its own sign-in page, with the client id in the address', async () => {
    const [reply] = await reach(emulator, 'api', '/quotes', { headers: PAGE });
    const location = new URL(reply.headers.location!);
    expect(location.origin).toBe(emulator.url);
    expect(location.searchParams.get('client_id')).toBe(CLIENT_ID);
    expect(reply.headers['set-cookie']![0]).toMatch(
      /^GCP_IAP_XSRF_NONCE_[\w-]+=1; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax$/,
    );
  });

  describe('a bearer token', () => {
    let idToken: string;
    beforeAll(async () => {
      idToken = await emulator.idToken(WEB_SA, CLIENT_ID);
    });
    const at = (path: string): string => emulator.services.api!.url + path;
    const sa = (path: string) => () => emulator.serviceAccountJwt(WEB_SA, at(path));

    it.each<[row: string, because: string, token: () => string | Promise<string>]>([
      ['garbage', 'Unable to parse JWT', () => 'garbage'],
      ['an access token', 'Unable to parse JWT', () => 'ya29.a0AfH6SMB'],
      [
        'claims that are no object',
        'Unable to parse JWT',
        () => `${encoded({ alg: 'RS256' })}.${encoded([])}.AA`,
      ],
      ['a token of 17 kB', 'Unable to parse JWT', () => idToken + 'A'.repeat(17_000)],
      ['no signature', 'JWT signature is invalid', () => idToken.replace(/[^.]+$/, '')],
      ['a changed claim', 'JWT signature is invalid', () => forged(idToken, { email: ADA })],
      ['alg none', 'JWT signature is invalid', () => idToken.replace(/^[^.]+/, encoded({ alg: 'none' }))],
      ['an unknown kid', 'JWT signature is invalid', () => signJwt(foreignKey, claimsIn(idToken))],
      ['another key by Google’s kid', 'JWT signature is invalid', () => underKidOf(idToken)],
      [
        'a JWT of a service account that never signed',
        'JWT signature is invalid',
        () => selfSigned(STRANGER),
      ],
      ['a wrong audience', WRONG_AUDIENCE, () => emulator.idToken(WEB_SA, 'https://api.example.com')],
      ['a JWT for another path', WRONG_AUDIENCE, sa('/other/*')],
      ['a JWT for the beginning of the path', WRONG_AUDIENCE, sa('/quot')],
      ['a JWT for a path below', WRONG_AUDIENCE, sa('/quotes/*')],
      ['a JWT for every host', WRONG_AUDIENCE, () => emulator.serviceAccountJwt(WEB_SA, 'http://*')],
      ['a JWT with a star not behind a slash', WRONG_AUDIENCE, sa('/quot*')],
      [
        'an OAuth client in a service account’s JWT',
        WRONG_AUDIENCE,
        () => emulator.serviceAccountJwt(WEB_SA, CLIENT_ID),
      ],
    ])('%s: 401 %s', async (_row, because, token) => {
      const [reply, seen] = await reach(emulator, 'api', '/quotes', {
        headers: { ...PAGE, ...bearer(await token()) },
      });
      expect(reply).toMatchObject({ status: 401, body: `Invalid IAP credentials: ${because}` });
      expect(reply.headers).toMatchObject({
        [GENERATED]: 'true',
        'content-type': 'text/html; charset=UTF-8',
      });
      expect(seen).toBeUndefined();
    });

    it.each<[row: string, by: string, token: () => string | Promise<string>]>([
      ['an ID token for IAP’s client', 'ID token', () => idToken],
      ['an ID token for a programmatic client', 'ID token', () => emulator.idToken(WEB_SA, OTHER_CLIENT)],
      ['a service account’s JWT for the address', 'service account JWT', sa('/quotes')],
      ['a service account’s JWT for all addresses', 'service account JWT', sa('/*')],
    ])('%s: passes', async (_row, by, token) => {
      const [reply, seen, record] = await reach(emulator, 'api', '/quotes?a=1', {
        headers: bearer(await token()),
      });
      expect(reply).toMatchObject({ status: 200, body: 'app' });
      expect(reply.headers).not.toHaveProperty(GENERATED);
      expect(seen!.headers[EMAIL]).toBe(`accounts.google.com:${WEB_SA}`);
      expect(record).toMatchObject({ status: 200, reason: `${WEB_SA} by ${by}`, path: '/quotes' });
    });

    it.each([
      [3599, 200],
      [3600, 401],
    ])('after %i s: %i', async (seconds, status) => {
      const tokens = [idToken, await sa('/*')()];
      now = START + seconds;
      for (const token of tokens) {
        const [reply] = await reach(emulator, 'api', '/quotes', { headers: bearer(token) });
        expect(reply.status).toBe(status);
      }
    });

    it('of somebody without the role: 403 that names the caller', async () => {
      const headers = bearer(await emulator.idToken(STRANGER, CLIENT_ID));
      const [reply, seen, record] = await reach(emulator, 'api', '/quotes', { headers });
      expect(reply.status).toBe(403);
      expect(reply.headers).toMatchObject({
        [GENERATED]: 'true',
        'content-type': 'text/html; charset=UTF-8',
      });
      expect(reply.body).toContain(STRANGER);
      expect(seen).toBeUndefined();
      const reason = `${STRANGER} lacks roles/iap.httpsResourceAccessor on service api`;
      expect(record).toMatchObject({ status: 403, reason });
    });

    it('in Proxy-Authorization wins, and Authorization is the app’s own', async () => {
      const headers = { 'proxy-authorization': `bearer ${idToken}`, authorization: 'Bearer of-the-app' };
      const [reply, seen] = await reach(emulator, 'api', '/quotes', { headers });
      expect(reply.status).toBe(200);
      expect(seen!.headers.authorization).toBe('Bearer of-the-app');
      expect(seen!.headers).not.toHaveProperty('proxy-authorization');
    });

    it('in Proxy-Authorization that is invalid is passed over', async () => {
      const headers = { 'proxy-authorization': 'Bearer garbage', ...bearer(idToken) };
      const [reply, seen] = await reach(emulator, 'api', '/quotes', { headers });
      expect(reply.status).toBe(200);
      expect(seen!.headers).not.toHaveProperty('proxy-authorization');
      const [alone] = await reach(emulator, 'api', '/quotes', {
        headers: { 'proxy-authorization': 'Bearer garbage' },
      });
      expect(alone).toMatchObject({ status: 401, body: 'Invalid IAP credentials: empty token' });
    });

    it('is valid in Proxy-Authorization but lacks the role: Authorization is not asked', async () => {
      const stranger = await emulator.idToken(STRANGER, CLIENT_ID);
      const headers = { 'proxy-authorization': `Bearer ${stranger}`, ...bearer(idToken) };
      const [reply] = await reach(emulator, 'api', '/quotes', { headers });
      expect(reply.status).toBe(403);
    });

    it('lets the app see an assertion with exactly IAP’s claims', async () => {
      const [, seen] = await reach(emulator, 'api', '/quotes', { headers: bearer(idToken) });
      const claims = claimsIn(seen!.headers[ASSERTION]);
      const sub = expect.stringMatching(/^accounts\.google\.com:1\d{20}$/) as string;
      const [iss, identity_source] = ['https://cloud.google.com/iap', 'GOOGLE'];
      expect(claims).toEqual({
        aud: AUDIENCE,
        azp: AUDIENCE,
        email: WEB_SA,
        exp: START + 600,
        iat: START,
        identity_source,
        iss,
        sub,
      });
      expect(seen!.headers['x-goog-authenticated-user-id']).toBe(claims.sub);
    });

    it('names the domain of a user, and of no service account', async () => {
      const [, seen] = await reach(emulator, 'api', '/', {
        headers: bearer(await emulator.idToken(ADA, CLIENT_ID)),
      });
      expect(claimsIn(seen!.headers[ASSERTION])).toMatchObject({ email: ADA, hd: 'example.com' });
    });

    it('asks ?gcp-iap-mode=IDENTITY who it is, role or no role', async () => {
      const headers = bearer(await emulator.idToken(STRANGER, CLIENT_ID));
      const [reply, seen] = await reach(emulator, 'api', '/?gcp-iap-mode=IDENTITY', { headers });
      expect(reply.status).toBe(200);
      expect(JSON.parse(reply.body)).toMatchObject({ email: `accounts.google.com:${STRANGER}` });
      expect(seen).toBeUndefined();
      const [nobody] = await reach(emulator, 'api', '/?gcp-iap-mode=IDENTITY', { headers: PAGE });
      expect(nobody).toMatchObject({
        status: 401,
        body: 'IDENTITY mode is only available to authenticated users.',
      });
    });

    it.each<[type: string, flaw: Claims]>([
      ['NOT_SET', { iat: START, exp: START + 600 }],
      ['FUTURE_ISSUE', { iat: START + 600 }],
      ['PAST_EXPIRATION', { exp: START - 600 }],
      ['ISSUER', { iss: 'https://cloud.google.com/not-iap' }],
      ['AUDIENCE', { aud: '/projects/0/apps/not-this-app' }],
      ['SIGNATURE', { iat: START, exp: START + 600 }],
    ])('SECURE_TOKEN_TEST %s reaches the app with that flaw', async (type, flaw) => {
      const path = `/?gcp-iap-mode=SECURE_TOKEN_TEST&iap-secure-token-test-type=${type}`;
      const [reply, seen] = await reach(emulator, 'api', path, { headers: bearer(idToken) });
      expect(reply.status).toBe(200);
      expect(claimsIn(seen!.headers[ASSERTION])).toMatchObject(flaw);
    });

    it.each(['', '&iap-secure-token-test-type=BANANA', '&iap-secure-token-test-type=constructor'])(
      'SECURE_TOKEN_TEST of no known type (%s): 400',
      async (type) => {
        const path = `/?gcp-iap-mode=SECURE_TOKEN_TEST${type}`;
        const [reply, seen] = await reach(emulator, 'api', path, { headers: bearer(idToken) });
        expect(reply).toMatchObject({ status: 400, body: 'There was a problem with your request.' });
        expect(seen).toBeUndefined();
      },
    );

    function underKidOf(token: string): string {
      const { kid } = JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as {
        kid: string;
      };
      return signJwt({ ...foreignKey, kid }, claimsIn(token));
    }

    function selfSigned(email: string): string {
      return signJwt(foreignKey, { iss: email, sub: email, aud: at('/*'), iat: START, exp: START + 3600 });
    }
  });
});

describe('claims that Google never signs, signed with Google’s key', () => {
  const ok = { iss: 'https://accounts.google.com', aud: CLIENT_ID, email: WEB_SA, sub: '1', exp: START + 60 };
  const SA_OK = { iss: WEB_SA, sub: WEB_SA, aud: 'http://api.test/*', iat: START, exp: START + 3600 };

  it.each<[row: string, claims: Claims, result: object]>([
    ['a good one', ok, { kind: 'valid' }],
    ['the issuer without https', { ...ok, iss: 'accounts.google.com' }, { kind: 'valid' }],
    [
      'another issuer',
      { ...ok, iss: 'https://example.com' },
      { because: 'Invalid bearer token. Invalid JWT issuer.' },
    ],
    ['no email', { ...ok, email: undefined }, { because: "JWT 'email' claim isn't a string" }],
    ['an email that is a number', { ...ok, email: 7 }, { because: "JWT 'email' claim isn't a string" }],
    ['a list of audiences', { ...ok, aud: [CLIENT_ID] }, { because: WRONG_AUDIENCE }],
    ['no exp', { ...ok, exp: undefined }, { because: 'Invalid bearer token. JWT has expired.' }],
    ['an exp in text', { ...ok, exp: '9999999999' }, { because: 'Invalid bearer token. JWT has expired.' }],
    ['a good service account JWT', SA_OK, { kind: 'valid', by: 'service account JWT' }],
    [
      'one of an hour and a second',
      { ...SA_OK, exp: START + 3601 },
      { because: 'Invalid bearer token. Invalid JWT lifetime.' },
    ],
    [
      'one without iat',
      { ...SA_OK, iat: undefined },
      { because: 'Invalid bearer token. Invalid JWT lifetime.' },
    ],
    [
      'one about somebody else',
      { ...SA_OK, sub: STRANGER },
      { because: 'Invalid bearer token. Invalid JWT issuer.' },
    ],
  ])('%s', async (_row, claims, result) => {
    const { checkBearer } = await import('../src/front/bearer.check.ts');
    const terms = {
      clients: [CLIENT_ID],
      url: 'http://api.test/quotes',
      now: START,
      wrongAudience: () => WRONG_AUDIENCE,
      googleKeys: [foreignKey],
      keysOf: (email: string) => (email === WEB_SA ? [foreignKey] : []),
    };
    expect(checkBearer(signJwt(foreignKey, claims), terms)).toMatchObject(result);
  });
});

describe('what a client sends and the app must not see', () => {
  it.each([
    [ASSERTION],
    ['X-GOOG-IAP-JWT-Assertion'],
    ['x_goog_iap_jwt_assertion'],
    ['X-Goog_Authenticated-User_Email'],
    ['x-goog-anything'],
    ['x-google-anything'],
    ['X_Google_Anything'],
    ['X-AppEngine-Country'],
    ['x_appengine_user_email'],
    ['X-Forwarded-Proto'],
    ['accept-encoding'],
    ['proxy-authorization'],
    ['keep-alive'],
    ['te'],
  ])('%s', async (name) => {
    const emulator = running[0]!;
    for (const service of ['default', 'api']) {
      app.seen.length = 0;
      const headers = { ...bearer(await emulator.idToken(WEB_SA, CLIENT_ID)), [name]: 'planted' };
      const [reply, seen] = await reach(emulator, service, '/', { headers });
      expect(reply.status).toBe(200);
      expect(seen!.rawHeaders).not.toContain('planted');
    }
  });
});

describe('a public service', () => {
  it.each<[row: string, settings: Partial<Settings>, hasAssertion: boolean]>([
    ['an assertion without identity', {}, true],
    ['no assertion', { anonymous_assertion: 'none' }, false],
  ])('lets everybody in with %s', async (_row, settings, hasAssertion) => {
    const emulator = await emulatorWith(settings);
    const token = await emulator.idToken(WEB_SA, CLIENT_ID);
    for (const headers of [{}, PAGE, bearer('garbage'), bearer(token)]) {
      app.seen.length = 0;
      const [reply, seen] = await reach(emulator, 'default', '/', { method: 'POST', headers, body: 'x' });
      expect(reply).toMatchObject({ status: 200, body: 'app' });
      expect(seen!.headers).not.toHaveProperty(EMAIL);
      expect(ASSERTION in seen!.headers).toBe(hasAssertion);
      if (!hasAssertion) continue;
      expect(Object.keys(claimsIn(seen!.headers[ASSERTION]))).toEqual([
        'aud',
        'azp',
        'exp',
        'iat',
        'identity_source',
        'iss',
      ]);
    }
  });

  it('sends ?gcp-iap-mode=FORCE_LOGIN to the sign-in page', async () => {
    const [reply, seen] = await reach(running[0]!, 'default', '/a?b=1&gcp-iap-mode=FORCE_LOGIN', {
      headers: PAGE,
    });
    expect(reply.status).toBe(302);
    expect(seen).toBeUndefined();
  });

  it('learns who calls where that is set', async () => {
    const emulator = await emulatorWith({ public_identity: 'any' });
    const [, seen] = await reach(emulator, 'default', '/', {
      headers: bearer(await emulator.idToken(ADA, CLIENT_ID)),
    });
    expect(seen!.headers[EMAIL]).toBe(`accounts.google.com:${ADA}`);
    app.seen.length = 0;
    const [reply, anonymous] = await reach(emulator, 'default', '/', { headers: bearer('garbage') });
    expect(reply.status).toBe(200);
    expect(anonymous!.headers).not.toHaveProperty(EMAIL);
  });
});

describe('settings', () => {
  it('iap off: passes everything untouched, a forged assertion too, but for App Engine’s own names', async () => {
    const emulator = await emulatorWith({ iap: 'off' });
    const headers = { [ASSERTION]: 'forged', 'x-google-a': '1', 'x-appengine-country': 'XX' };
    const [reply, seen] = await reach(emulator, 'api', '/?gcp-iap-mode=CLEAR_LOGIN_COOKIE', { headers });
    expect(reply.status).toBe(200);
    expect(seen!.headers).toMatchObject({ [ASSERTION]: 'forged', 'x-appengine-country': 'ZZ' });
    expect(seen!.headers).not.toHaveProperty('x-google-a');
    expect(seen!.headers).not.toHaveProperty(EMAIL);
  });

  it('iap off: a test of the assertion is the app’s own business', async () => {
    const emulator = await emulatorWith({ iap: 'off' });
    const path = '/?gcp-iap-mode=SECURE_TOKEN_TEST&iap-secure-token-test-type=NONE';
    expect((await reach(emulator, 'api', path))[0].status).toBe(200);
  });

  it('allow_http_options: OPTIONS reaches the app without identity, and nothing else does', async () => {
    const emulator = await emulatorWith({ allow_http_options: 'on' });
    const headers = { ...bearer(await emulator.idToken(WEB_SA, CLIENT_ID)), [ASSERTION]: 'forged' };
    const [reply, seen] = await reach(emulator, 'api', '/', { method: 'OPTIONS', headers });
    expect(reply.status).toBe(200);
    expect(seen!.headers).not.toHaveProperty(ASSERTION);
    expect((await reach(emulator, 'api', '/'))[0].status).toBe(401);
  });

  it('oauth_client google-managed: only programmatic clients are audiences', async () => {
    const emulator = await emulatorWith({ oauth_client: 'google-managed' });
    const statusFor = async (client: string): Promise<number> => {
      const headers = bearer(await emulator.idToken(WEB_SA, client));
      return (await reach(emulator, 'api', '/', { headers }))[0].status;
    };
    expect(await statusFor(CLIENT_ID)).toBe(401);
    expect(await statusFor(OTHER_CLIENT)).toBe(200);
  });

  it('wrong_audience_wording 2019: quotes the audience without letting it become HTML, and logs none of it', async () => {
    const emulator = await emulatorWith({ wrong_audience_wording: '2019' });
    const headers = bearer(await emulator.idToken(WEB_SA, '<script>x'));
    const [reply, , record] = await reach(emulator, 'api', '/', { headers });
    const rule = `'aud' claim (&#60;script&#62;x) doesn't match expected value (${CLIENT_ID})`;
    expect(reply.body).toBe(`Invalid IAP credentials: JWT audience doesn't match this application (${rule})`);
    expect(record.reason).toBe("JWT audience doesn't match this application");
  });

  it('consumed_authorization: forwarded by default, stripped where set', async () => {
    for (const [choice, isSeen] of [
      ['forward', true],
      ['strip', false],
    ] as const) {
      const emulator = await emulatorWith({ consumed_authorization: choice });
      const token = await emulator.idToken(WEB_SA, CLIENT_ID);
      app.seen.length = 0;
      const [, seen] = await reach(emulator, 'api', '/', { headers: bearer(token) });
      expect('authorization' in seen!.headers).toBe(isSeen);
      app.seen.length = 0;
      const own = { 'proxy-authorization': `Bearer ${token}`, authorization: 'Basic YTpi' };
      const [, kept] = await reach(emulator, 'api', '/', { headers: own });
      expect(kept!.headers.authorization).toBe('Basic YTpi');
    }
  });

  it('assertion_backdate_seconds: iat lies in the past, exp stays', async () => {
    const emulator = await emulatorWith({ assertion_backdate_seconds: '30' });
    const [, seen] = await reach(emulator, 'default', '/');
    expect(claimsIn(seen!.headers[ASSERTION])).toMatchObject({ iat: START - 30, exp: START + 600 });
  });

  it('accept_encoding forward, forwarded_proto https', async () => {
    const emulator = await emulatorWith({ accept_encoding: 'forward', forwarded_proto: 'https' });
    const [, seen] = await reach(emulator, 'default', '/', { headers: { 'accept-encoding': 'br' } });
    expect(seen!.headers).toMatchObject({ 'accept-encoding': 'br', 'x-forwarded-proto': 'https' });
  });
});

describe('what App Engine adds', () => {
  it('appends to X-Forwarded-For, keeps a trace, says where from', async () => {
    const trace = '0123456789abcdef0123456789abcdef/1;o=1';
    const headers = {
      'x-forwarded-for': '203.0.113.9',
      'x-cloud-trace-context': trace,
      'x-custom': 'kept',
      host: 'web.test',
    };
    const [, seen] = await reach(running[0]!, 'default', '/', { headers });
    expect(seen!.headers).toMatchObject({
      host: 'web.test',
      'x-custom': 'kept',
      'x-forwarded-for': '203.0.113.9, 127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-cloud-trace-context': trace,
      'x-appengine-country': 'ZZ',
      'x-appengine-user-ip': '127.0.0.1',
      'x-appengine-https': 'off',
      'x-appengine-default-version-hostname': 'quotes-demo.ew.r.appspot.com',
    });
  });

  it.each([{}, { 'x-cloud-trace-context': 'nonsense' }])(
    'makes a trace where %j brings none',
    async (headers) => {
      const [, seen] = await reach(running[0]!, 'default', '/', { headers });
      expect(seen!.headers['x-cloud-trace-context']).toMatch(/^[\da-f]{32}\/\d+;o=0$/);
    },
  );
});
