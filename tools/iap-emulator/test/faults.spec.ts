import { startEmulator } from '../src/index.ts';
import type { Emulator, FaultName, Flaw } from '../src/index.ts';
import { FaultBoard } from '../src/faults/fault.board.ts';
import { wordsFor } from '../src/faults/fault.check.ts';
import { faults } from '../src/faults/faults.table.ts';
import type { FaultKind } from '../src/faults/faults.table.ts';
import { startApp } from './app.fixture.ts';
import type { App } from './app.fixture.ts';
import { call, claimsIn } from './client.fixture.ts';
import type { Reply } from './client.fixture.ts';
import { ADA, API_SA, AUDIENCE, CLIENT_ID, WEB_SA, manifestFor } from './manifest.fixture.ts';

/** Every fault does what it says, to the service it was set for, until it is turned off. */
const NOW = 1_800_000_000;
const ASSERTION = 'x-goog-iap-jwt-assertion';
const IDENTITY = `/computeMetadata/v1/instance/service-accounts/default/identity?format=full&audience=${CLIENT_ID}`;
const FLAVOR = { 'metadata-flavor': 'Google' };
const KEYS = '/iap/verify/public_key-jwk';

let app: App;
let emulator: Emulator;

beforeAll(async () => {
  app = await startApp();
  emulator = await startEmulator({ manifest: manifestFor(app.origin), now: () => NOW * 1000 });
});
beforeEach(() => {
  app.seen.length = 0;
});
afterEach(async () => {
  emulator.faults.clear();
  expect((await throughFront()).status).toBe(200);
  expect((await throughFront('default')).status).toBe(200);
});
afterAll(async () => {
  await emulator.close();
  await app.close();
});

async function throughFront(service = 'api'): Promise<Reply> {
  const authorization = `Bearer ${await emulator.idToken(WEB_SA, CLIENT_ID)}`;
  return call(`${emulator.services[service]!.url}/quotes`, { headers: { authorization } });
}

function askMetadata(service = 'default'): Promise<Reply> {
  return call(`http://${emulator.services[service]!.metadataHost}${IDENTITY}`, { headers: FLAVOR });
}

/** The claims of the assertion that reached the app. */
function asserted(): Record<string, unknown> {
  return claimsIn(app.seen.at(-1)!.headers[ASSERTION]);
}

describe('the assertion', () => {
  it.each<[Flaw, Record<string, unknown>]>([
    ['expired', { exp: NOW - 600, iat: NOW - 1200 }],
    ['issued-in-future', { exp: NOW + 1200, iat: NOW + 600 }],
    ['wrong-audience', { aud: '/projects/0/apps/not-this-app' }],
    ['wrong-issuer', { iss: 'https://cloud.google.com/not-iap' }],
    ['bad-signature', { aud: AUDIENCE, exp: NOW + 600 }],
  ])('is %s at this service and at no other', async (flaw, claims) => {
    const good = { aud: AUDIENCE, exp: NOW + 600, iat: NOW, iss: 'https://cloud.google.com/iap' };
    const mend = emulator.faults.set('assertion', flaw, { service: 'api' });
    await throughFront();
    expect(asserted()).toMatchObject(claims);
    await throughFront('default');
    expect(asserted()).toMatchObject(good);
    mend();
    await throughFront();
    expect(asserted()).toMatchObject(good);
  });

  it('of a bad signature goes by the right kid, and is signed by another key', async () => {
    const [right, wrong] = [
      await emulator.assertion(ADA),
      await emulator.assertion(ADA, { flaw: 'bad-signature' }),
    ];
    expect(wrong.split('.').slice(0, 2)).toEqual(right.split('.').slice(0, 2));
    emulator.faults.set('assertion', 'bad-signature', { service: 'api' });
    await throughFront();
    const { verify, createPublicKey } = await import('node:crypto');
    const { keys } = JSON.parse((await call(emulator.url + KEYS)).body) as { keys: [Record<string, string>] };
    const key = createPublicKey({ key: keys[0], format: 'jwk' });
    const holds = (jwt: string): boolean => {
      const [head, body, tail] = jwt.split('.');
      const signature = Buffer.from(tail!, 'base64url');
      return verify(
        'sha256',
        Buffer.from(`${head!}.${body!}`),
        { key, dsaEncoding: 'ieee-p1363' },
        signature,
      );
    };
    expect([right, wrong, String(app.seen.at(-1)!.headers[ASSERTION])].map(holds)).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('is missing while the unsigned headers stay', async () => {
    emulator.faults.set('assertion', 'missing', { service: 'api' });
    await throughFront();
    expect(app.seen[0]!.headers).not.toHaveProperty(ASSERTION);
    expect(app.seen[0]!.headers).toHaveProperty(
      'x-goog-authenticated-user-email',
      `accounts.google.com:${WEB_SA}`,
    );
  });
});

describe('IAP', () => {
  it('by a wrong clock signs ahead, and takes tokens for too old', async () => {
    emulator.faults.set('clock_skew_seconds', 3599, { service: 'api' });
    expect((await throughFront()).status).toBe(200);
    expect(asserted()).toMatchObject({ iat: NOW + 3599, exp: NOW + 4199 });
    emulator.faults.set('clock_skew_seconds', 3600, { service: 'api' });
    expect((await throughFront()).body).toContain('JWT has expired');
    emulator.faults.set('clock_skew_seconds', -3600, { service: 'api' });
    await throughFront();
    expect(asserted()).toMatchObject({ iat: NOW - 3600 });
  });

  it('lets nobody pass whose policy is revoked, not even to a public service', async () => {
    emulator.faults.set('policy', 'revoked');
    expect((await throughFront()).status).toBe(403);
    expect((await throughFront('default')).status).toBe(403);
    expect(app.seen).toEqual([]);
  });

  it('answers 429 where the quota is exceeded', async () => {
    emulator.faults.set('quota', 'exceeded', { service: 'api' });
    const reply = await throughFront();
    expect(reply).toMatchObject({ status: 429, headers: { 'x-goog-iap-generated-response': 'true' } });
    expect(app.seen).toEqual([]);
    expect((await throughFront('default')).status).toBe(200);
  });

  it('answers no earlier than the latency', async () => {
    emulator.faults.set('latency_ms', 50, { service: 'api' });
    emulator.requests.clear();
    await throughFront();
    // A timer may be early by the fraction of a millisecond that its clock cuts off.
    expect((await emulator.requests.waitFor({ service: 'api' })).ms).toBeGreaterThanOrEqual(49);
  });

  it('lets go of what it held back when the latency is turned off', async () => {
    emulator.faults.set('latency_ms', 600_000, { service: 'api' });
    const held = throughFront();
    expect((await throughFront('default')).status).toBe(200);
    emulator.faults.clear('latency_ms');
    expect((await held).status).toBe(200);
  });
});

describe('the metadata server', () => {
  it.each<[string, Record<string, unknown>]>([
    ['expired', { exp: NOW + 3600 - 86_400, aud: CLIENT_ID, email: WEB_SA }],
    ['wrong-audience', { aud: 'nobody.apps.googleusercontent.com', email: WEB_SA }],
    ['wrong-issuer', { iss: 'https://issuer.invalid', email: WEB_SA }],
    ['other-account', { aud: CLIENT_ID, email: 'somebody-else@another-project.iam.gserviceaccount.com' }],
  ])('gives tokens that are %s, to this service alone', async (lie, claims) => {
    emulator.faults.set('metadata', lie as 'expired', { service: 'default' });
    const { body, status } = await askMetadata();
    expect(status).toBe(200);
    expect(claimsIn(body)).toMatchObject(claims);
    const authorization = `Bearer ${body}`;
    const { status: refused } = await call(emulator.services.api!.url, { headers: { authorization } });
    expect(refused).toBe(lie === 'other-account' ? 403 : 401);
    expect(claimsIn((await askMetadata('api')).body)).toMatchObject({ email: API_SA, exp: NOW + 3600 });
  });

  it('gives tokens without an email', async () => {
    emulator.faults.set('metadata', 'no-email', { service: 'default' });
    expect(claimsIn((await askMetadata()).body)).not.toHaveProperty('email');
  });

  it('breaks connections off, or is no metadata server', async () => {
    emulator.faults.set('metadata', 'down', { service: 'default' });
    await expect(askMetadata()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect((await askMetadata('api')).status).toBe(200);
    emulator.faults.set('metadata', 'no-flavor', { service: 'default' });
    const { status, headers } = await askMetadata();
    expect(status).toBe(200);
    expect(headers).not.toHaveProperty('metadata-flavor');
  });

  it.each<[string, number]>([
    ['not-found', 404],
    ['throttled', 429],
    ['broken', 500],
    ['unavailable', 503],
  ])('answers %s by %s, to this service alone', async (fault, status) => {
    emulator.faults.set('metadata', fault as 'broken', { service: 'default' });
    expect(await askMetadata()).toMatchObject({ status, headers: { 'metadata-flavor': 'Google' } });
    expect((await askMetadata('api')).status).toBe(200);
  });

  it('breaks off amid the answer', async () => {
    emulator.faults.set('metadata', 'cut-off', { service: 'default' });
    const response = await fetch(`http://${emulator.services.default!.metadataHost}${IDENTITY}`, {
      headers: FLAVOR,
    });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
  });

  it('gives something else than a token', async () => {
    emulator.faults.set('metadata', 'not-a-jwt', { service: 'default' });
    expect(await askMetadata()).toMatchObject({ status: 200, body: 'Service account is being set up.' });
  });

  it('gives tokens that IAP takes until they expire, sooner than others', async () => {
    emulator.faults.set('id_token_life_seconds', 10, { service: 'default' });
    const { body } = await askMetadata();
    expect(claimsIn(body)).toMatchObject({ iat: NOW, exp: NOW + 10 });
    expect(claimsIn((await askMetadata('api')).body)).toMatchObject({ exp: NOW + 3600 });
    const headers = { authorization: `Bearer ${body}` };
    emulator.faults.set('clock_skew_seconds', 9, { service: 'api' });
    expect((await call(`${emulator.services.api!.url}/quotes`, { headers })).status).toBe(200);
    emulator.faults.set('clock_skew_seconds', 10, { service: 'api' });
    expect((await call(`${emulator.services.api!.url}/quotes`, { headers })).body).toContain(
      'JWT has expired',
    );
  });

  it('is slow, and at once as fast as ever when that is turned off', async () => {
    emulator.faults.set('metadata_latency_ms', 50, { service: 'default' });
    emulator.requests.clear();
    await askMetadata();
    expect((await emulator.requests.waitFor({ at: 'metadata' })).ms).toBeGreaterThanOrEqual(49);
    emulator.faults.set('metadata_latency_ms', 600_000, { service: 'default' });
    const held = askMetadata();
    expect((await askMetadata('api')).status).toBe(200);
    emulator.faults.clear();
    expect((await held).status).toBe(200);
  });
});

describe('the keys', () => {
  const kids = async (): Promise<string[]> => {
    const { keys } = JSON.parse((await call(emulator.url + KEYS)).body) as { keys: { kid: string }[] };
    return keys.map(({ kid }) => kid);
  };

  it('break off, answer 503, and are there again', async () => {
    emulator.faults.set('keys', 'down');
    await expect(call(emulator.url + KEYS)).rejects.toMatchObject({ code: 'ECONNRESET' });
    emulator.faults.set('keys', 'unavailable');
    expect((await call(emulator.url + KEYS)).status).toBe(503);
    emulator.faults.clear('keys');
    expect(await kids()).toHaveLength(1);
  });

  it('stand still while they rotate, and catch up', async () => {
    const before = await kids();
    emulator.faults.set('keys', 'stale');
    const next = await emulator.keys.rotate();
    emulator.faults.set('latency_ms', 1, { service: 'api' });
    expect(await kids()).toEqual(before);
    emulator.faults.clear();
    expect(await kids()).toEqual([next, ...before]);
  });
});

describe('a fault', () => {
  it('for one service outranks one for all, and each is lifted by itself', () => {
    const board = new FaultBoard();
    const all = board.set('latency_ms', 1);
    const one = board.set('latency_ms', 2, 'api');
    const values = (): unknown[] => [board.of('latency_ms', 'api'), board.of('latency_ms', 'web')];
    expect(values()).toEqual([2, 1]);
    board.lift(all);
    expect(values()).toEqual([2, undefined]);
    board.lift(one);
    expect(board.list()).toEqual([]);
  });

  it('takes the place of its like, and the older switch leaves it alone', () => {
    const mend = emulator.faults.set('latency_ms', 1, { service: 'api' });
    emulator.faults.set('latency_ms', 2, { service: 'api' });
    mend();
    expect(emulator.faults.list()).toEqual([{ name: 'latency_ms', value: 2, service: 'api' }]);
  });

  it.each<[name: string | undefined, service: string | undefined, left: number]>([
    [undefined, undefined, 0],
    ['quota', undefined, 1],
    [undefined, 'api', 2],
    ['quota', 'api', 2],
    ['quota', 'default', 3],
  ])('%s for %s is cleared, and %i stay', (name, service, left) => {
    emulator.faults.set('quota', 'exceeded', { service: 'api' });
    emulator.faults.set('quota', 'exceeded');
    emulator.faults.set('policy', 'revoked');
    emulator.faults.clear(name as FaultName | undefined, { service });
    expect(emulator.faults.list()).toHaveLength(left);
  });

  it.each<[name: string, value: unknown, service: string | undefined, message: string]>([
    ['nothing', 'x', undefined, 'There is no fault nothing. Known: metadata, '],
    ['__proto__', 'x', undefined, 'There is no fault __proto__.'],
    ['quota', 'full', undefined, 'quota takes exceeded, not "full".'],
    ['quota', 1, undefined, 'quota takes exceeded, not "1".'],
    ['latency_ms', 0, undefined, 'latency_ms takes whole numbers from 1 to 600000, not "0".'],
    ['latency_ms', 600_001, undefined, 'latency_ms takes whole numbers'],
    ['latency_ms', 1.5, undefined, 'latency_ms takes whole numbers'],
    ['latency_ms', '', undefined, 'latency_ms takes whole numbers'],
    ['clock_skew_seconds', -86_401, undefined, 'clock_skew_seconds takes whole numbers from -86400 to 86400'],
    ['keys', 'down', 'api', 'keys is the same for every service'],
    ['quota', 'exceeded', 'apii', 'There is no service apii. Known: default, api.'],
  ])('%s=%s for %s is none', (name, value, service, message) => {
    expect(() => emulator.faults.set(name as 'quota', value as 'exceeded', { service })).toThrow(message);
    expect(emulator.faults.list()).toEqual([]);
  });

  it.each([
    ['latency_ms', '1', 1],
    ['latency_ms', 600_000, 600_000],
    ['clock_skew_seconds', '-86400', -86_400],
  ] as const)('%s=%s is one', (name, value, read) => {
    expect(new FaultBoard().set(name, value)).toEqual({ name, value: read });
  });

  it('has a sentence and values', () => {
    for (const { says, takes } of Object.values<FaultKind>(faults)) {
      expect(says).toMatch(/^[A-Z].*[^.]$/);
      expect(wordsFor(takes)).not.toBe('');
    }
  });
});

it('closing an emulator ends what a fault holds back', async () => {
  const other = await startEmulator({ manifest: manifestFor(app.origin) });
  other.faults.set('latency_ms', 600_000);
  const held = call(other.services.default!.url).then(
    () => 'answered',
    () => 'broken off',
  );
  expect((await call(`${other.url}/`)).status).toBe(200);
  await other.close();
  expect(['answered', 'broken off']).toContain(await held);
});
