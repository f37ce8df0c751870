import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmulator } from '../src/index.ts';
import type { Emulator } from '../src/index.ts';
import { startApp } from './app.fixture.ts';
import type { App } from './app.fixture.ts';
import { call } from './client.fixture.ts';
import { Gcloud, gcloudVersion } from './gcloud.fixture.ts';
import { API_SA, CLIENT_ID, WEB_SA, manifestFor } from './manifest.fixture.ts';

/** The commands of the roll-out, by the gcloud of this machine. */
const TESTED = '528.0.0';
const ROLE = '--role=roles/iap.httpsResourceAccessor';
const SERVICE = ['--resource-type=app-engine', '--service=api'];
const MEMBER = `serviceAccount:${API_SA}`;

const version = await gcloudVersion();
if (version === undefined && process.env.REQUIRE_GCLOUD !== '1') {
  process.stderr.write(
    'No gcloud found: its contract with the emulator is not tested (REQUIRE_GCLOUD=1 demands it).\n',
  );
}
if (version !== undefined && version !== TESTED) {
  process.stderr.write(`gcloud ${version} found; recorded with ${TESTED}.\n`);
}
const describeWithGcloud =
  version === undefined && process.env.REQUIRE_GCLOUD !== '1' ? describe.skip : describe;

describeWithGcloud('gcloud', () => {
  let app: App;
  let emulator: Emulator;
  let gcloud: Gcloud;

  beforeAll(async () => {
    app = await startApp();
    emulator = await startEmulator({ manifest: manifestFor(app.origin) });
    gcloud = new Gcloud(emulator);
    await gcloud.start();
  });
  afterEach(() => {
    emulator.policy.reset();
    expect(gcloud.escaped).toEqual([]);
  });
  afterAll(async () => {
    await gcloud.stop();
    await emulator.close();
    await app.close();
  });

  async function statusFor(email: string): Promise<number> {
    const headers = { authorization: `Bearer ${await emulator.idToken(email, CLIENT_ID)}` };
    return (await call(`${emulator.services.api!.url}/quotes`, { headers })).status;
  }

  it('projects describe: finds the number', async () => {
    const { code, stdout } = await gcloud.call(
      'projects',
      'describe',
      'quotes-demo',
      '--format=value(projectNumber)',
    );
    expect([code, stdout.trim()]).toEqual([0, '123456789012']);
    const other = await gcloud.call('projects', 'describe', 'another');
    expect(other.code).toBe(1);
    expect(other.stderr).toContain('another');
  });

  it('app describe, services and versions: show what the manifest says', async () => {
    expect(await gcloud.json('app', 'describe')).toMatchObject({
      id: 'quotes-demo',
      defaultHostname: 'quotes-demo.ew.r.appspot.com',
      iap: { enabled: true, oauth2ClientId: CLIENT_ID },
    });
    const services = (await gcloud.json('app', 'services', 'list')) as { id: string }[];
    expect(services.map(({ id }) => id).toSorted()).toEqual(['api', 'default']);
    const versions = (await gcloud.json('app', 'versions', 'list')) as { id: string; service: string }[];
    expect(versions.map(({ id, service }) => `${service}/${id}`).toSorted()).toEqual([
      'api/v1',
      'default/v1',
    ]);
    expect(await gcloud.json('app', 'versions', 'describe', 'v1', '--service=api')).toMatchObject({
      serviceAccount: API_SA,
    });
  });

  it('iap web add- and remove-iam-policy-binding: open and close the door', async () => {
    expect(await statusFor(API_SA)).toBe(403);
    const binding = [...SERVICE, `--member=${MEMBER}`, ROLE, '--condition=None'];
    await gcloud.json('iap', 'web', 'add-iam-policy-binding', ...binding);
    expect(await statusFor(API_SA)).toBe(200);
    expect(await gcloud.json('iap', 'web', 'get-iam-policy', ...SERVICE)).toMatchObject({
      bindings: [{ role: 'roles/iap.httpsResourceAccessor', members: expect.arrayContaining([MEMBER]) }],
      etag: expect.any(String),
    });
    await gcloud.json('iap', 'web', 'remove-iam-policy-binding', ...binding);
    expect(await statusFor(API_SA)).toBe(403);
    expect(await statusFor(WEB_SA)).toBe(200);
  });

  it.each([
    ['every web application', []],
    ['the application', ['--resource-type=app-engine']],
    ['the version', [...SERVICE, '--version=v1']],
  ])('iap web add-iam-policy-binding on %s: reaches the service', async (_where, where) => {
    await gcloud.json(
      'iap',
      'web',
      'add-iam-policy-binding',
      ...where,
      `--member=${MEMBER}`,
      ROLE,
      '--condition=None',
    );
    expect(await statusFor(API_SA)).toBe(200);
  });

  it('iap web add-iam-policy-binding with a condition: lets its member pass where it is met', async () => {
    for (const [path, status] of [
      ['/orders', 403],
      ['/quotes', 200],
    ] as const) {
      const condition = `--condition=expression=request.path.startsWith("${path}"),title=path`;
      await gcloud.json(
        'iap',
        'web',
        'add-iam-policy-binding',
        ...SERVICE,
        `--member=${MEMBER}`,
        ROLE,
        condition,
      );
      expect(await statusFor(API_SA)).toBe(status);
    }
  });

  it('iap web set-iam-policy: is refused when another was faster', async () => {
    const file = join(gcloud.folder, 'policy.json');
    writeFileSync(file, JSON.stringify(await gcloud.json('iap', 'web', 'get-iam-policy', ...SERVICE)));
    emulator.policy.grant('api', MEMBER);
    const late = await gcloud.call('iap', 'web', 'set-iam-policy', file, ...SERVICE);
    expect(late.code).toBe(1);
    expect(late.stderr).toContain('concurrent policy changes');
    expect(await statusFor(API_SA)).toBe(200);
  });

  it('iap web disable and enable: every door is open in between, and the client stays', async () => {
    await gcloud.json('iap', 'web', 'disable', '--resource-type=app-engine');
    expect((await call(`${emulator.services.api!.url}/quotes`)).status).toBe(200);
    await gcloud.json('iap', 'web', 'enable', '--resource-type=app-engine');
    expect((await call(`${emulator.services.api!.url}/quotes`)).status).toBe(401);
    expect(await statusFor(WEB_SA)).toBe(200);
  });

  it('iap settings set and get: allow another client and preflights', async () => {
    const client = '123456789012-laptop.apps.googleusercontent.com';
    const authorization = `Bearer ${await emulator.idToken(WEB_SA, client)}`;
    const url = `${emulator.services.api!.url}/quotes`;
    expect((await call(url, { headers: { authorization } })).status).toBe(401);
    const file = join(gcloud.folder, 'settings.yaml');
    const yaml = `access_settings:\n  cors_settings: { allow_http_options: true }\n  oauth_settings: { programmatic_clients: [${client}] }\n`;
    writeFileSync(file, yaml);
    const where = ['--project=quotes-demo', ...SERVICE];
    await gcloud.json('iap', 'settings', 'set', file, ...where);
    expect(await gcloud.json('iap', 'settings', 'get', ...where)).toMatchObject({
      name: expect.stringContaining('/services/api'),
    });
    expect((await call(url, { headers: { authorization } })).status).toBe(200);
    expect((await call(url, { method: 'OPTIONS' })).status).toBe(200);
    writeFileSync(file, 'access_settings: {}\n');
    await gcloud.json('iap', 'settings', 'set', file, ...where);
    expect((await call(url, { headers: { authorization } })).status).toBe(401);
    expect((await call(url, { method: 'OPTIONS' })).status).toBe(401);
  });

  it('app services update --ingress, and set-traffic: to the version that runs, and to no other', async () => {
    await gcloud.json('app', 'services', 'update', 'api', '--ingress=internal-and-cloud-load-balancing');
    expect(await gcloud.json('app', 'services', 'describe', 'api')).toMatchObject({
      networkSettings: { ingressTrafficAllowed: 'INGRESS_TRAFFIC_ALLOWED_INTERNAL_AND_LB' },
    });
    expect((await gcloud.call('app', 'services', 'set-traffic', 'api', '--splits=v1=1')).code).toBe(0);
    const other = await gcloud.call('app', 'services', 'set-traffic', 'api', '--splits=v2=1');
    expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('Version not found: v2')]);
  });

  it('auth print-identity-token by impersonation: a token that IAP takes', async () => {
    const token = await gcloud.call(
      'auth',
      'print-identity-token',
      `--impersonate-service-account=${WEB_SA}`,
      `--audiences=${CLIENT_ID}`,
      '--include-email',
    );
    const headers = { authorization: `Bearer ${token.stdout.trim()}` };
    expect((await call(`${emulator.services.api!.url}/quotes`, { headers })).status).toBe(200);
  });

  it('iam service-accounts sign-jwt: a JWT that IAP takes', async () => {
    const now = Math.floor(Date.now() / 1000);
    const aud = `${emulator.services.api!.url}/*`;
    const [claims, signed] = [join(gcloud.folder, 'claims.json'), join(gcloud.folder, 'signed.jwt')];
    writeFileSync(claims, JSON.stringify({ iss: WEB_SA, sub: WEB_SA, aud, iat: now, exp: now + 600 }));
    const { code } = await gcloud.call(
      'iam',
      'service-accounts',
      'sign-jwt',
      `--iam-account=${WEB_SA}`,
      claims,
      signed,
    );
    expect(code).toBe(0);
    const headers = { authorization: `Bearer ${readFileSync(signed, 'utf8').trim()}` };
    expect((await call(`${emulator.services.api!.url}/quotes`, { headers })).status).toBe(200);
  });

  it('services enable: is done', async () => {
    expect((await gcloud.call('services', 'enable', 'iap.googleapis.com')).code).toBe(0);
  });

  it('app versions describe: finds no other version', async () => {
    const { code, stderr } = await gcloud.call('app', 'versions', 'describe', 'v2', '--service=api');
    expect([code, stderr]).toEqual([1, expect.stringContaining('v2')]);
  });

  it('app deploy: is told that nothing is deployed here', async () => {
    const file = join(gcloud.folder, 'app.yaml');
    writeFileSync(file, 'runtime: nodejs24\nservice: api\n');
    const { code, stderr } = await gcloud.call('app', 'deploy', file, '--no-promote', '--version=v2');
    expect([code, stderr]).toEqual([1, expect.stringContaining('it deploys none')]);
  });
});
