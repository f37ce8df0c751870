import { ControlError, command } from '../src/control/control.client.ts';
import { verbs } from '../src/control/control.verbs.ts';
import { environmentOf, startEmulator } from '../src/index.ts';
import type { Emulator } from '../src/index.ts';
import { startApp } from './app.fixture.ts';
import type { App } from './app.fixture.ts';
import { call, claimsIn } from './client.fixture.ts';
import type { Reply } from './client.fixture.ts';
import { ADA, AUDIENCE, CLIENT_ID, WEB_SA, manifestFor } from './manifest.fixture.ts';

/** The control addresses: what a program can tell the emulator, and what a page cannot. */
const NOW = 1_800_000_000;
const OURS = { 'x-iap-emulator': '1' };

let app: App;
let emulator: Emulator;
beforeAll(async () => {
  app = await startApp();
  emulator = await startEmulator({ manifest: manifestFor(app.origin), now: () => NOW * 1000 });
});
afterEach(() => {
  emulator.faults.clear();
  emulator.policy.reset();
  emulator.time.reset();
});
afterAll(async () => {
  await emulator.close();
  await app.close();
});

function post(verb: string, body = '', headers: Record<string, string> = OURS): Promise<Reply> {
  return call(`${emulator.url}/_emulator/${verb}`, { method: 'POST', headers, body });
}

const tell = (verb: string, args: object = {}): Promise<unknown> => command(emulator.url, verb, args);

describe('a page', () => {
  it.each<[row: string, headers: Record<string, string>]>([
    ['without the header, as a form sends it', {}],
    ['with another value', { 'x-iap-emulator': 'yes' }],
    ['of another site', { ...OURS, origin: 'https://evil.example' }],
    ['of no origin', { ...OURS, origin: 'null' }],
    ['of another port of this machine', { ...OURS, origin: 'http://127.0.0.1:1' }],
    ['whose name was rebound to this machine', { ...OURS, host: 'evil.example' }],
  ])('%s is refused', async (_row, headers) => {
    const body = JSON.stringify({ service: 'api', member: 'allUsers' });
    expect((await post('policy/grant', body, headers)).status).toBe(403);
    expect(emulator.policy.members('api')).not.toContain('allUsers');
  });

  it('that asks whether it may is not told that it may', async () => {
    const headers = {
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-iap-emulator',
    };
    const reply = await call(`${emulator.url}/_emulator/policy/grant`, { method: 'OPTIONS', headers });
    expect(reply.status).toBe(405);
    expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('of the emulator’s own is let in', async () => {
    expect((await post('policy', '', { ...OURS, origin: emulator.url })).status).toBe(200);
  });
});

describe('a verb', () => {
  it.each<[verb: string, status: number, body: string, message: string]>([
    ['nothing', 404, '', 'There is no verb nothing. Known: env, token, '],
    ['__proto__', 404, '', 'There is no verb __proto__.'],
    ['token', 400, '[]', 'The arguments are a JSON object.'],
    ['token', 400, '{', 'The arguments are a JSON object.'],
    ['token', 400, '{}', 'email is missing.'],
    ['token', 400, '{"email":1}', 'email is text.'],
    ['token', 400, '{"mail":"a@b"}', 'There is no argument mail. Known: email, audience.'],
    ['policy', 400, '{"__proto__":{}}', 'There is no argument __proto__. Known: none.'],
    ['env', 400, '{"service":"apii"}', 'There is no service apii. Known: default, api.'],
    ['policy/grant', 400, '{"service":"api","member":"ada"}', '"ada" is no member: write an IAM member'],
    ['faults/set', 400, '{"name":"quota","value":"full"}', 'quota takes exceeded, not "full".'],
    ['assertion', 400, '{"flaw":"missing"}', 'An assertion can be expired or '],
    ['keys/rotate', 400, '{"signer":"me"}', 'A signer is iap, google or the address of a service account'],
    ['keys/rotate', 400, '{"overlapSeconds":-1}', 'The overlap is a number of seconds, 0 or more.'],
    ['time/set', 400, '{"time":"noon"}', 'Write a time from 2000 to 2048'],
    ['time/advance', 400, '{"ms":1e15}', 'Write a time from 2000 to 2048'],
    ['requests', 400, '{"status":"403"}', 'status is a number.'],
    [
      'requests/wait',
      404,
      '{"path":"/never","timeoutMs":1}',
      'No request matched {"path":"/never"} within 1 ms.',
    ],
  ])('%s: %i for %s', async (verb, status, body, message) => {
    const reply = await post(verb, body);
    expect(reply).toMatchObject({ status, headers: { 'cache-control': 'no-store' } });
    expect((JSON.parse(reply.body) as { error: { message: string } }).error.message).toContain(message);
  });

  it.each([
    [16 * 1024, 200],
    [16 * 1024 + 1, 413],
  ])('takes a body of %i bytes: %i', async (size, status) => {
    expect((await post('policy', '{}'.padEnd(size))).status).toBe(status);
  });

  it('is a POST', async () => {
    expect((await call(`${emulator.url}/_emulator/policy`, { headers: OURS })).status).toBe(405);
  });
});

describe('over the wire', () => {
  it('tokens and assertions are those of the Node API', async () => {
    const { token } = (await tell('token', { email: ADA })) as { token: string };
    expect(claimsIn(token)).toMatchObject({ email: ADA, aud: CLIENT_ID, iat: NOW });
    const other = (await tell('token', { email: ADA, audience: 'x' })) as { token: string };
    expect(claimsIn(other.token)).toMatchObject({ aud: 'x' });
    const jwt = (await tell('service-account-jwt', {
      email: WEB_SA,
      audience: 'http://a/*',
    })) as typeof other;
    expect(claimsIn(jwt.token)).toMatchObject({ iss: WEB_SA, aud: 'http://a/*' });
    const nobody = (await tell('assertion')) as { assertion: string };
    expect(claimsIn(nobody.assertion)).not.toHaveProperty('email');
    const late = (await tell('assertion', { email: ADA, flaw: 'expired' })) as { assertion: string };
    expect(claimsIn(late.assertion)).toMatchObject({ email: ADA, aud: AUDIENCE, exp: NOW - 600 });
  });

  it('a policy is granted, revoked and reset', async () => {
    const written = [`serviceAccount:${WEB_SA}`, `user:${ADA}`];
    const change = { service: 'api', member: 'domain:example.org' };
    expect(await tell('policy')).toEqual({ default: ['allUsers'], api: written });
    expect(await tell('policy/grant', change)).toMatchObject({ api: [...written, change.member] });
    expect(await tell('policy/revoke', { ...change, member: written[0] })).toMatchObject({
      api: [written[1], change.member],
    });
    expect(await tell('policy/reset', { service: 'api' })).toMatchObject({ api: written });
  });

  it('faults are set, listed and cleared', async () => {
    const fault = { name: 'latency_ms', value: 1, service: 'api' };
    expect(await tell('faults/set', { ...fault, value: '1' })).toEqual({ faults: [fault] });
    expect(await tell('faults')).toEqual({ faults: [fault] });
    expect(await tell('faults/clear', { name: 'quota' })).toEqual({ faults: [fault] });
    expect(await tell('faults/clear', { service: 'api' })).toEqual({ faults: [] });
  });

  it('time is set, advanced and reset', async () => {
    expect(await tell('time/set', { time: '2030-01-31T12:00:00Z' })).toEqual({
      time: '2030-01-31T12:00:00.000Z',
    });
    expect(await tell('time/advance', { ms: -1000 })).toEqual({ time: '2030-01-31T11:59:59.000Z' });
    expect(await tell('time/reset')).toEqual({ time: new Date(NOW * 1000).toISOString() });
    expect(await tell('time')).toEqual({ time: new Date(NOW * 1000).toISOString() });
  });

  it('keys rotate and retire', async () => {
    const kids = async (): Promise<string[]> =>
      Object.keys(JSON.parse((await call(`${emulator.url}/iap/verify/public_key`)).body) as object);
    const before = await kids();
    const { kid } = (await tell('keys/rotate')) as { kid: string };
    expect(await kids()).toEqual([kid, ...before]);
    expect(await tell('keys/retire')).toEqual({});
    expect(await kids()).toEqual([kid]);
  });

  it('requests are listed, waited for and forgotten', async () => {
    await tell('requests/clear');
    const waiting = tell('requests/wait', { service: 'api', status: 401 });
    await call(`${emulator.services.api!.url}/quotes`);
    const seen = { service: 'api', status: 401, decision: 'refuse', at: 'front', path: '/quotes' };
    expect(await waiting).toMatchObject({ request: seen });
    expect(await tell('requests', { path: '/quotes' })).toMatchObject({ requests: [seen] });
    expect(await tell('requests', { path: '/' })).toEqual({ requests: [] });
    await tell('requests/clear');
    expect(await tell('requests')).toEqual({ requests: [] });
  });

  it('the environment of a caller has the addresses of those that it may call', async () => {
    expect(await tell('env', { service: 'default' })).toEqual({
      PORT: new URL(app.origin).port,
      GOOGLE_CLOUD_PROJECT: 'quotes-demo',
      IAP_AUDIENCE: AUDIENCE,
      API_URL: emulator.services.api!.url,
      API_TARGET_AUDIENCE: CLIENT_ID,
      IAP_KEYS_URL: `${emulator.url}/iap/verify/public_key-jwk`,
      GCE_METADATA_HOST: emulator.services.default!.metadataHost,
      METADATA_SERVER_DETECTION: 'assume-present',
      CLOUDSDK_CONFIG: expect.stringContaining('no-login') as string,
      GOOGLE_APPLICATION_CREDENTIALS: null,
    });
    expect(environmentOf(emulator, 'api')).toMatchObject({
      IAP_ALLOWED_CALLERS: `serviceAccount:${WEB_SA},user:${ADA}`,
    });
    expect(environmentOf(emulator, 'api')).not.toHaveProperty('API_URL');
    expect(environmentOf(emulator, 'default')).not.toHaveProperty('IAP_ALLOWED_CALLERS');
  });

  it('what answers but is no emulator is told apart from nobody', async () => {
    await expect(command(app.origin, 'policy', {})).rejects.toThrow('is no emulator');
    await expect(command('http://127.0.0.1:1', 'policy', {})).rejects.toMatchObject({
      code: 'ERR_NO_EMULATOR',
    });
    await expect(tell('nothing')).rejects.toBeInstanceOf(ControlError);
  });

  it('what every verb takes is a list of its own', () => {
    for (const { takes } of Object.values(verbs)) expect(new Set(takes).size).toBe(takes.length);
  });
});
