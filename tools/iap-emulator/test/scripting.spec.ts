import { NoRequestError, startEmulator } from '../src/index.ts';
import type { Emulator } from '../src/index.ts';
import { recordedPath } from '../src/records/request.record.ts';
import { RequestRing } from '../src/records/request.ring.ts';
import { Clock } from '../src/time/clock.ts';
import { startApp } from './app.fixture.ts';
import type { App } from './app.fixture.ts';
import { call } from './client.fixture.ts';
import { ADA, API_SA, CLIENT_ID, STRANGER, WEB_SA, manifestFor } from './manifest.fixture.ts';

/** The verbs of the Node API, by what they do to requests. */
const NOW = 1_800_000_000;

let app: App;
let emulator: Emulator;
beforeAll(async () => {
  app = await startApp();
});
beforeEach(async () => {
  app.seen.length = 0;
  emulator = await startEmulator({
    manifest: manifestFor(app.origin),
    now: () => NOW * 1000,
    recordLimit: 3,
  });
});
afterEach(() => emulator.close());
afterAll(() => app.close());

async function statusWith(token: string, path = '/'): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  return (await call(emulator.services.api!.url + path, { headers })).status;
}

async function publishedAt(path: string): Promise<string[]> {
  const { body } = await call(emulator.url + path);
  return Object.keys(JSON.parse(body) as object);
}

describe('time', () => {
  it('is on every token and judges every token', async () => {
    const token = await emulator.idToken(WEB_SA, CLIENT_ID);
    emulator.time.advance(3_599_000);
    expect(await statusWith(token)).toBe(200);
    emulator.time.advance(1000);
    expect(await statusWith(token)).toBe(401);
    emulator.time.reset();
    expect(await statusWith(token)).toBe(200);
  });

  it('runs on from where it is set', () => {
    let source = 1_000_000_000_000;
    const clock = new Clock(() => source);
    clock.set('2030-01-31T12:00:00Z');
    source += 1500;
    expect(new Date(clock.now()).toISOString()).toBe('2030-01-31T12:00:01.500Z');
    clock.advance(-500);
    expect(new Date(clock.now()).toISOString()).toBe('2030-01-31T12:00:01.000Z');
    clock.reset();
    expect(clock.now()).toBe(source);
  });

  it.each<[time: number | string | Date, isTime: boolean]>([
    [Date.UTC(2000, 0), true],
    [Date.UTC(2000, 0) - 1, false],
    [new Date(Date.UTC(2049, 0) - 1), true],
    ['2049-01-01T00:00:00Z', false],
    ['noon', false],
    [Number.NaN, false],
  ])('%s may be set: %s', (time, isTime) => {
    const set = (): void => {
      emulator.time.set(time);
    };
    if (isTime) expect(set).not.toThrow();
    else expect(set).toThrow(RangeError);
  });
});

describe('keys', () => {
  it('rotate with overlap: the old is published, and believed, for so long', async () => {
    const [path, token] = ['/oauth2/v1/certs', await emulator.idToken(WEB_SA, CLIENT_ID)];
    const [old] = await publishedAt(path);
    const next = await emulator.keys.rotate('google', { overlapSeconds: 60 });
    expect(await publishedAt(path)).toEqual([next, old]);
    emulator.time.advance(59_999);
    expect(await statusWith(token)).toBe(200);
    emulator.time.advance(1);
    expect(await publishedAt(path)).toEqual([next]);
    expect(await statusWith(token)).toBe(401);
    expect(await statusWith(await emulator.idToken(WEB_SA, CLIENT_ID))).toBe(200);
  });

  it.each([
    ['iap', '/iap/verify/public_key'],
    ['google', '/oauth2/v1/certs'],
    [WEB_SA, `/service_accounts/v1/metadata/x509/${WEB_SA}`],
  ])('of %s overlap until they are retired', async (signer, path) => {
    await emulator.serviceAccountJwt(WEB_SA, 'x');
    const first = await emulator.keys.rotate(signer);
    const second = await emulator.keys.rotate(signer);
    expect((await publishedAt(path)).slice(0, 2)).toEqual([second, first]);
    emulator.keys.retire(signer);
    expect(await publishedAt(path)).toEqual([second]);
    const third = await emulator.keys.rotate(signer, { overlapSeconds: 0 });
    expect(await publishedAt(path)).toEqual([third]);
  });

  it('sign with the new one at once, and the impostor goes by its name', async () => {
    const kid = await emulator.keys.rotate();
    for (const assertion of [
      await emulator.assertion(ADA),
      await emulator.assertion(ADA, { flaw: 'bad-signature' }),
    ])
      expect(JSON.parse(Buffer.from(assertion.split('.')[0]!, 'base64url').toString())).toMatchObject({
        kid,
      });
  });
});

describe('policy', () => {
  it('is changed from the next request on', async () => {
    const token = await emulator.idToken(STRANGER, CLIENT_ID);
    expect(await statusWith(token)).toBe(403);
    emulator.policy.grant('api', `serviceAccount:${STRANGER}`);
    expect(await statusWith(token)).toBe(200);
    emulator.policy.revoke('api', `serviceAccount:${STRANGER.toUpperCase()}`);
    expect(await statusWith(token)).toBe(403);
    emulator.policy.grant('api', 'allUsers');
    expect((await call(emulator.services.api!.url)).status).toBe(200);
    emulator.policy.reset();
    expect((await call(emulator.services.api!.url)).status).toBe(401);
  });

  it('lets a public service be closed, and granting twice is granting once', async () => {
    emulator.policy.revoke('default', 'allUsers');
    expect((await call(emulator.services.default!.url)).status).toBe(401);
    emulator.policy.grant('api', `user:${ADA}`);
    expect(emulator.policy.members('api').filter((member) => member === `user:${ADA}`)).toHaveLength(1);
  });
});

describe('requests', () => {
  it('tell what was decided about whom, everywhere, without a token', async () => {
    const token = await emulator.idToken(API_SA, CLIENT_ID);
    await statusWith(token, `/a/${token}?b=${token}`);
    const email = '/computeMetadata/v1/instance/service-accounts/default/email';
    const headers = { 'metadata-flavor': 'Google' };
    await call(`http://${emulator.services.default!.metadataHost}${email}?x=${token}`, { headers });
    await publishedAt('/oauth2/v1/certs');
    const all = emulator.requests.all();
    expect(all).toMatchObject([
      { id: 1, at: 'front', service: 'api', status: 403, decision: 'deny', caller: API_SA, path: '/a/…' },
      { id: 2, at: 'metadata', service: 'default', method: 'GET', path: email, status: 200 },
      { id: 3, at: 'keys', service: 'emulator', path: '/oauth2/v1/certs', status: 200 },
    ]);
    expect(JSON.stringify(all)).not.toContain(token.split('.')[1]);
    expect(all[0]!.time).toBe(new Date(NOW * 1000).toISOString());
  });

  it.each([
    ['/a?b', '/a'],
    ['/eyJhbGciOi.eyJz.sig/x', '/…/x'],
    ['/eyJhbGciOi%2EeyJz%2esig/x', '/…/x'],
    ['/t/ya29.abc-d_e', '/t/…'],
    ['/eyebright', '/eyebright'],
  ])('%s is recorded as %s', (path, recorded) => {
    expect(recordedPath(path)).toBe(recorded);
  });

  it('are the latest, and no more than the limit', async () => {
    for (const path of ['/1', '/2', '/3', '/4', '/5', '/6', '/7'])
      await call(emulator.services.default!.url + path);
    await emulator.requests.waitFor({ path: '/7' });
    expect(emulator.requests.all().map(({ path }) => path)).toEqual(['/5', '/6', '/7']);
    expect(emulator.requests.all({ path: '/4' })).toEqual([]);
    emulator.requests.clear();
    expect(emulator.requests.all()).toEqual([]);
  });

  it('are waited for: one that was, or one to come', async () => {
    await call(`${emulator.services.default!.url}/was`);
    expect(await emulator.requests.waitFor({ path: '/was' })).toMatchObject({ status: 200 });
    const coming = emulator.requests.waitFor({ path: '/comes', decision: 'forward anonymous' });
    await call(`${emulator.services.default!.url}/other`);
    await call(`${emulator.services.default!.url}/comes`);
    expect(await coming).toMatchObject({ path: '/comes' });
  });

  it('that do not come are named, with those that did', async () => {
    await call(`${emulator.services.default!.url}/other`);
    const waiting = emulator.requests.waitFor({ path: '/never' }, { timeoutMs: 1 });
    await expect(waiting).rejects.toBeInstanceOf(NoRequestError);
    await expect(waiting).rejects.toMatchObject({ code: 'ERR_NO_REQUEST', filter: { path: '/never' } });
    await expect(waiting).rejects.toThrow('The latest were: front of default: GET /other 200.');
    await expect(new RequestRing(1).waitFor({}, 1)).rejects.toThrow('There was none at all.');
  });
});
