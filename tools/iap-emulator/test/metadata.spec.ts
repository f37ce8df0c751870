import { startEmulator } from '../src/index.ts';
import type { Emulator } from '../src/index.ts';
import { call, claimsIn } from './client.fixture.ts';
import type { Reply } from './client.fixture.ts';
import { API_SA, CLIENT_ID, WEB_SA, manifestFor } from './manifest.fixture.ts';

const ROOT = '/computeMetadata/v1';
const ACCOUNTS = `${ROOT}/instance/service-accounts`;
const FLAVOR = { 'metadata-flavor': 'Google' };
const NOW = 1_800_000_000;

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ manifest: manifestFor('http://127.0.0.1:9'), now: () => NOW * 1000 });
});
afterAll(() => emulator.close());

function ask(
  path: string,
  headers: Record<string, string> = FLAVOR,
  service = 'default',
  method = 'GET',
): Promise<Reply> {
  return call(`http://${emulator.services[service]!.metadataHost}${path}`, { method, headers });
}

describe('values', () => {
  it.each([
    ['/', 'computeMetadata/\n'],
    [ROOT, 'instance/\nproject/\nuniverse/\n'],
    [`${ROOT}/`, 'instance/\nproject/\nuniverse/\n'],
    [`${ROOT}/instance`, 'attributes/\nid\nregion\nservice-accounts/\nzone\n'],
    [`${ROOT}/instance/zone`, 'projects/123456789012/zones/europe-west1-1'],
    [`${ROOT}/instance/region`, 'projects/123456789012/regions/europe-west1'],
    [`${ROOT}/project/project-id`, 'quotes-demo'],
    [`${ROOT}/project/numeric-project-id`, '123456789012'],
    [`${ROOT}/universe/universe-domain`, 'googleapis.com'],
    [`${ACCOUNTS}/`, `default/\n${WEB_SA}/\n`],
    [`${ACCOUNTS}/default/`, 'aliases\nemail\nidentity\nscopes\ntoken\n'],
    [`${ACCOUNTS}/default/email`, WEB_SA],
    [`${ACCOUNTS}/${WEB_SA}/email`, WEB_SA],
    [`${ACCOUNTS}/${encodeURIComponent(WEB_SA)}/email`, WEB_SA],
    [`${ACCOUNTS}/default/aliases`, 'default\n'],
  ])('%s', async (path, body) => {
    const reply = await ask(path);
    expect(reply).toMatchObject({ status: 200, body });
    expect(reply.headers).toMatchObject(FLAVOR);
  });

  it('of another service are those of its own service account', async () => {
    expect((await ask(`${ACCOUNTS}/default/email`, FLAVOR, 'api')).body).toBe(API_SA);
  });

  it.each([
    [
      'recursive=true',
      `${ROOT}/project/`,
      { attributes: {}, numericProjectId: 123456789012, projectId: 'quotes-demo' },
    ],
    [
      'recursive=true',
      `${ACCOUNTS}/default/`,
      { aliases: ['default'], email: WEB_SA, scopes: expect.any(Array) as [] },
    ],
    ['alt=json', `${ROOT}/project/project-id`, 'quotes-demo'],
  ])('?%s gives JSON of %s', async (query, path, value) => {
    const reply = await ask(`${path}?${query}`);
    expect(reply.headers['content-type']).toBe('application/json');
    expect(JSON.parse(reply.body)).toEqual(value);
  });

  it.each([
    `${ROOT}/nothing`,
    '/latest/meta-data',
    '/computeMetadata/v1beta1',
    `${ROOT}/__proto__`,
    `${ROOT}/instance/zone/x`,
    `${ROOT}/%zz`,
  ])('%s: 404 of the right flavor', async (path) => {
    const reply = await ask(path);
    expect(reply.status).toBe(404);
    expect(reply.headers).toMatchObject(FLAVOR);
  });
});

describe('identity', () => {
  it.each([`audience=${CLIENT_ID}&format=full`, `format=full&audience=${CLIENT_ID}`])(
    '?%s has the email',
    async (query) => {
      const { status, body } = await ask(`${ACCOUNTS}/default/identity?${query}`);
      expect(status).toBe(200);
      const [azp, sub] = [
        expect.stringMatching(/^\d{21}$/) as string,
        expect.stringMatching(/^\d{21}$/) as string,
      ];
      const [iss, exp, iat] = ['https://accounts.google.com', NOW + 3600, NOW];
      expect(claimsIn(body)).toEqual({
        aud: CLIENT_ID,
        azp,
        email: WEB_SA,
        email_verified: true,
        exp,
        iat,
        iss,
        sub,
      });
    },
  );

  it.each(['', '&format=standard'])('without format=full (%s) has none', async (format) => {
    const { body } = await ask(`${ACCOUNTS}/default/identity?audience=${CLIENT_ID}${format}`);
    expect(claimsIn(body)).not.toHaveProperty('email');
  });

  it.each(['', '?audience=', '?format=full'])('without an audience (%s): 400', async (query) => {
    const reply = await ask(`${ACCOUNTS}/default/identity${query}`);
    expect(reply).toMatchObject({ status: 400, body: 'non-empty audience parameter required' });
  });

  it('of an account that this service does not run as: 404', async () => {
    expect((await ask(`${ACCOUNTS}/${API_SA}/identity?audience=x`)).status).toBe(404);
  });
});

it('token: a bearer for an hour, another each time', async () => {
  const first = await ask(`${ACCOUNTS}/default/token?scopes=openid`);
  const second = await ask(`${ACCOUNTS}/${WEB_SA}/token`);
  const access_token = expect.stringMatching(/^ya29\./) as string;
  expect(JSON.parse(first.body)).toEqual({ access_token, expires_in: 3599, token_type: 'Bearer' });
  expect(first.body).not.toBe(second.body);
});

describe('refuses', () => {
  it.each<[row: string, status: number, path: string, headers: Record<string, string>]>([
    ['no flavor', 403, `${ROOT}/project/project-id`, {}],
    ['another flavor', 403, `${ROOT}/project/project-id`, { 'metadata-flavor': 'Amazon' }],
    ['a forwarded request', 403, `${ROOT}/project/project-id`, { ...FLAVOR, 'x-forwarded-for': '1.2.3.4' }],
    ['a rebound name', 403, `${ROOT}/project/project-id`, { ...FLAVOR, host: 'evil.example' }],
    ['a rebound name at the root', 403, '/', { host: 'evil.example:8090' }],
  ])('%s', async (_row, status, path, headers) => {
    const reply = await ask(path, headers);
    expect(reply.status).toBe(status);
    expect(reply.headers).toMatchObject(FLAVOR);
    expect(reply.body).not.toContain('quotes-demo');
  });

  it('says what is missing', async () => {
    expect((await ask(`${ROOT}/`, {})).body).toBe('Missing Metadata-Flavor:Google header.');
  });

  it('any method but GET and HEAD', async () => {
    expect((await ask(`${ROOT}/`, FLAVOR, 'default', 'POST')).status).toBe(405);
    expect((await ask(`${ROOT}/`, FLAVOR, 'default', 'HEAD')).status).toBe(200);
  });
});

it.each(['metadata.google.internal', 'metadata', '169.254.169.254', 'localhost:8090'])(
  'answers to %s',
  async (host) => {
    expect((await ask(`${ROOT}/project/project-id`, { ...FLAVOR, host })).status).toBe(200);
  },
);
