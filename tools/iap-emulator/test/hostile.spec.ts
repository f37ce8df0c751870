import { startEmulator } from '../src/index.ts';
import type { Emulator, RequestRecord } from '../src/index.ts';
import { requestLine } from '../src/terminal/request.line.ts';
import { startApp } from './app.fixture.ts';
import type { App } from './app.fixture.ts';
import { call, sendRaw } from './client.fixture.ts';
import { CLIENT_ID, WEB_SA, manifestFor } from './manifest.fixture.ts';
import { Records } from './records.fixture.ts';

/** Input that no well-meaning client sends: nothing crashes, and nothing gets past the policy. */
let app: App;
let emulator: Emulator;
let api: string;
let web: string;
let token: string;
const records = new Records();

beforeAll(async () => {
  app = await startApp();
  emulator = await startEmulator({ manifest: manifestFor(app.origin), onRequest: records.note });
  api = emulator.services.api!.url;
  web = emulator.services.default!.url;
  token = await emulator.idToken(WEB_SA, CLIENT_ID);
});
beforeEach(() => {
  app.seen.length = 0;
});
afterEach(async () => {
  const { status } = await call(api, { headers: { authorization: `Bearer ${token}` } });
  expect(status).toBe(200);
});
afterAll(async () => {
  await emulator.close();
  await app.close();
});

const head = (...lines: string[]): string => [...lines, 'Connection: close', '', ''].join('\r\n');

describe('a message that could be read in two ways', () => {
  const both = ['Transfer-Encoding: chunked', 'Content-Length: 4'];
  it.each<[row: string, status: number, bytes: () => string]>([
    [
      'Transfer-Encoding and Content-Length',
      400,
      () => `${head('POST / HTTP/1.1', 'Host: a', ...both)}0\r\n\r\n`,
    ],
    [
      'two Content-Lengths',
      400,
      () => `${head('POST / HTTP/1.1', 'Host: a', 'Content-Length: 1', 'Content-Length: 2')}ab`,
    ],
    ['two Hosts', 400, () => head('GET / HTTP/1.1', 'Host: a', 'Host: b')],
    ['no Host', 400, () => head('GET / HTTP/1.1')],
    [
      'two Authorizations',
      400,
      () => head('GET / HTTP/1.1', 'Host: a', `Authorization: Bearer ${token}`, 'Authorization: x'),
    ],
    [
      'two Transfer-Encodings',
      400,
      () =>
        `${head('POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding: chunked', 'Transfer-Encoding: chunked')}0\r\n\r\n`,
    ],
    [
      'gzip, chunked',
      501,
      () => `${head('POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding: gzip, chunked')}0\r\n\r\n`,
    ],
    ['a space before the colon', 400, () => head('GET / HTTP/1.1', 'Host: a', 'X-Goog-A : b')],
    ['a folded header', 400, () => head('GET / HTTP/1.1', 'Host: a', 'X-A: b', ' c')],
    [
      'a bare line feed in a value',
      400,
      () => head('GET / HTTP/1.1', 'Host: a', 'X-A: b\nX-Goog-Iap-Jwt-Assertion: c'),
    ],
    ['garbage', 400, () => '\x16\x03\x01\x02\x00\x01'.padEnd(200, '\x00') + '\r\n\r\n'],
    ['headers of 40 kB', 431, () => head('GET / HTTP/1.1', 'Host: a', `X-A: ${'b'.repeat(40_000)}`)],
    [
      '2,500 headers and then a length',
      431,
      () =>
        head('GET / HTTP/1.1', 'Host: a', ...Array.from({ length: 2500 }, (_, i) => `X-Long-Name-${i}: b`)),
    ],
    ['a target that is no path', 400, () => head('GET quotes HTTP/1.1', 'Host: a')],
    ['a star', 400, () => head('OPTIONS * HTTP/1.1', 'Host: a')],
    ['CONNECT', 405, () => head('CONNECT example.com:443 HTTP/1.1', 'Host: a')],
    ['a user in the target', 400, () => head('GET http://a@b/c HTTP/1.1', 'Host: a')],
    ['another scheme', 400, () => head('GET ftp://a/b HTTP/1.1', 'Host: a')],
  ])('%s: %i', async (_row, status, bytes) => {
    for (const origin of [api, web]) {
      const answer = await sendRaw(origin, bytes());
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(app.seen).toEqual([]);
    }
  });

  it('many short headers keep their end of the message: a second request inside a body stays a body', async () => {
    const inner = 'GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n';
    const many = Array.from({ length: 2200 }, () => 'a:');
    const length = `Content-Length: ${inner.length}`;
    const answer = await sendRaw(web, head('GET / HTTP/1.1', 'Host: a', ...many, length) + inner);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(app.seen).toMatchObject([{ url: '/', body: inner }]);
  });

  it('a Connection header does not talk a Content-Length away', async () => {
    const inner = 'GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n';
    const lines = [
      'GET / HTTP/1.1',
      'Host: a',
      `Content-Length: ${inner.length}`,
      'Connection: close, content-length, host',
    ];
    await sendRaw(web, [...lines, '', inner].join('\r\n'));
    expect(app.seen).toMatchObject([{ url: '/', body: inner, headers: { host: 'a' } }]);
  });

  it('a Connection header does not talk IAP’s own headers away', async () => {
    const name = 'x-goog-iap-jwt-assertion';
    await sendRaw(
      web,
      ['GET / HTTP/1.1', 'Host: a', `Connection: close, ${name}, x-mine`, 'X-Mine: 1', '', ''].join('\r\n'),
    );
    expect(app.seen[0]!.headers).toHaveProperty(name);
    expect(app.seen[0]!.headers).not.toHaveProperty('x-mine');
  });
});

describe('a path', () => {
  it.each([
    '//quotes',
    '/./quotes',
    '/public/../quotes',
    '/%2e%2e/quotes',
    '/%00',
    '/quotes;v=1',
    '/a?gcp-iap-mode=NOTHING',
    '/a?gcp-iap-mode=',
    '/_ah/warmup',
    '/_gcp_iap',
    '//_gcp_iap/signed_in',
    'http://default.test/quotes',
    'http://127.0.0.1:1/quotes',
    'http://a?x',
  ])('%s gets nowhere without a credential, and arrives as it is with one', async (path) => {
    expect(await sendRaw(api, head(`GET ${path} HTTP/1.1`, 'Host: a'))).toMatch(/^HTTP\/1.1 401 /);
    expect(app.seen).toEqual([]);
    await sendRaw(api, head(`GET ${path} HTTP/1.1`, 'Host: a', `Authorization: Bearer ${token}`));
    const expected = path.replace(/^http:\/\/[^/?]+(?=(\/?))/, (_host, slash: string) => (slash ? '' : '/'));
    expect(app.seen).toMatchObject([{ url: expected }]);
  });

  it('in absolute form names the host itself', async () => {
    await sendRaw(web, head('GET http://real.test/x HTTP/1.1', 'Host: other.test'));
    expect(app.seen).toMatchObject([{ url: '/x', headers: { host: 'real.test' } }]);
    expect(app.seen[0]!.rawHeaders).not.toContain('other.test');
  });

  it('is reported without its query', async () => {
    const reported = records.next();
    await sendRaw(web, head('GET /a?access_token=secret HTTP/1.1', 'Host: a'));
    expect(requestLine(await reported)).toMatch(
      /^\d\d:\d\d:\d\d {2}default {2}GET \/a {2}200 public: [^?]+ms$/,
    );
  });

  it('cannot move the cursor of the terminal that it is shown on', () => {
    const record: Omit<RequestRecord, 'path'> = {
      time: '2027-01-15T08:00:00.000Z',
      id: 1,
      at: 'front',
      service: 'api',
      method: 'GET',
      status: 200,
      reason: 'x\u202e',
      ms: 1,
    };
    const line = requestLine({ ...record, path: '/\u001b[2J\u009b2J\r\n' + 'a'.repeat(500) });
    expect(line).toMatch(/^08:00:00 {2}api {2}GET \/\?\[2J\?2J\?\?a{0,160}… {2}200 x\? {2}1 ms$/);
  });
});

describe('a client that', () => {
  it('sends many cookies gets through', async () => {
    const cookie = Array.from({ length: 300 }, (_, index) => `GCP_IAP_AUTH_TOKEN_${index}=x.y`).join('; ');
    expect((await call(web, { headers: { cookie } })).status).toBe(200);
    expect((await call(api, { headers: { cookie } })).status).toBe(401);
  });

  it('sends the same cookie twice is judged by the first', async () => {
    const cookie = 'GCP_IAP_AUTH_TOKEN_1=; ; =; =x; GCP_IAP_AUTH_TOKEN_1';
    expect((await call(api, { headers: { cookie } })).status).toBe(401);
  });

  it.each(['x', 'x.y', '.', 'e30.', `${Buffer.from('{').toString('base64url')}.AAAA`])(
    'seals its own session: %s',
    async (sealed) => {
      const { Session } = await import('../src/sign-in/session.ts');
      const { Seal } = await import('../src/sign-in/seal.ts');
      const [name] = new Session('api', new Seal(Date.now)).end()[0]!.split('=');
      expect((await call(api, { headers: { cookie: `${name!}=${sealed}` } })).status).toBe(401);
    },
  );

  it('offers h2c is served in HTTP/1.1', async () => {
    const upgrade = {
      connection: 'Upgrade, HTTP2-Settings',
      upgrade: 'h2c',
      'http2-settings': 'AAMAAABkAAQAAP__',
    };
    expect((await call(web, { headers: upgrade })).status).toBe(200);
    expect(app.seen[0]!.headers).not.toHaveProperty('upgrade');
    expect((await call(api, { headers: upgrade })).status).toBe(401);
  });

  it('expects something that nobody knows is told so', async () => {
    expect((await call(web, { headers: { expect: 'the-unexpected' } })).status).toBe(417);
  });
});
