import { once } from 'node:events';
import { startEmulator } from '../src/index.ts';
import type { Emulator, Manifest } from '../src/index.ts';
import { ownerOf } from '../src/front/host.routing.ts';
import { startApp } from './app.fixture.ts';
import type { App } from './app.fixture.ts';
import { call, sendRaw } from './client.fixture.ts';
import { CLIENT_ID, WEB_SA, manifestFor } from './manifest.fixture.ts';

/** Every service by its name on the emulator's own port, as App Engine routes. */
const NAME = 'quotes-demo.ew.r.localhost';

let app: App;
let emulator: Emulator;
beforeAll(async () => {
  app = await startApp();
  emulator = await startEmulator({ manifest: manifestFor(app.origin) });
});
beforeEach(() => {
  app.seen.length = 0;
});
afterAll(async () => {
  await emulator.close();
  await app.close();
});

const manifest: Manifest = manifestFor('http://127.0.0.1:9');

it.each<[host: string | undefined, owner: string]>([
  [NAME, 'default'],
  [`${NAME}:8000`, 'default'],
  [NAME.toUpperCase(), 'default'],
  [`api-dot-${NAME}`, 'api'],
  [`default-dot-${NAME}`, 'default'],
  [`v1-dot-api-dot-${NAME}:8000`, 'api'],
  [`v1-dot-${NAME}`, 'default'],
  [`v2-dot-${NAME}`, 'nobody'],
  ['v1.localhost', 'nobody'],
  ['api.localhost', 'api'],
  ['default.localhost:8000', 'default'],
  [`apii-dot-${NAME}`, 'nobody'],
  [`a-dot-v1-dot-api-dot-${NAME}`, 'nobody'],
  [`-dot-${NAME}`, 'nobody'],
  ['api.quotes-demo.ew.r.localhost', 'nobody'],
  ['api-dot-other.ew.r.localhost', 'nobody'],
  ['apii.localhost', 'nobody'],
  ['__proto__.localhost', 'emulator'],
  ['constructor.localhost', 'nobody'],
  ['localhost:8000', 'emulator'],
  ['127.0.0.1:8000', 'emulator'],
  ['[::1]:8000', 'emulator'],
  ['api.localhost.evil.example', 'emulator'],
  [undefined, 'emulator'],
])('%s is %s', (host, owner) => {
  const found = ownerOf(host, manifest);
  expect(typeof found === 'object' ? found.service : found).toBe(owner);
});

it('an application that is not on appspot.com goes by its whole name', () => {
  const other = { ...manifest, defaultHostname: 'quotes.example.com' };
  expect(ownerOf('api-dot-quotes.example.com.localhost', other)).toEqual({ service: 'api' });
});

it('a closed service is closed by its name too, and open to who may call it', async () => {
  const host = `api-dot-${NAME}`;
  expect((await call(`${emulator.url}/quotes`, { headers: { host } })).status).toBe(401);
  expect(app.seen).toEqual([]);
  const jwt = await emulator.serviceAccountJwt(WEB_SA, `http://${host}/*`);
  const headers = { host, authorization: `Bearer ${jwt}` };
  expect((await call(`${emulator.url}/quotes`, { headers })).status).toBe(200);
  expect(app.seen).toMatchObject([{ url: '/quotes', headers: { host } }]);
});

it.each([
  ['the Host header', `GET / HTTP/1.1\r\nHost: api.localhost\r\n`],
  ['an absolute-form target', `GET http://api.localhost/ HTTP/1.1\r\nHost: default.localhost\r\n`],
  [
    'the emulator’s own addresses',
    `POST /_emulator/policy HTTP/1.1\r\nHost: api.localhost\r\nx-iap-emulator: 1\r\n`,
  ],
])('%s leads to the closed service, not past it', async (_row, head) => {
  expect(await sendRaw(emulator.url, `${head}Connection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 401 /);
  expect(app.seen).toEqual([]);
});

it('a name that nobody has: 404', async () => {
  const reply = await call(emulator.url, { headers: { host: `apii-dot-${NAME}` } });
  expect(reply).toMatchObject({ status: 404, body: 'There is no service of this name.' });
});

it('a WebSocket finds its service by name', async () => {
  app.server.once('upgrade', (_request, socket) => {
    socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  });
  const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
  const head = (host: string): string => `GET / HTTP/1.1\r\nHost: ${host}\r\n${upgrade}`;
  expect(await sendRaw(emulator.url, head('default.localhost'))).toMatch(/^HTTP\/1\.1 101 /);
  expect(await sendRaw(emulator.url, head('api.localhost'))).toMatch(/^HTTP\/1\.1 401 /);
});

describe('reload', () => {
  const other = (change: Partial<Manifest>): Manifest => ({ ...emulator.manifest, ...change });

  it('takes over callers and keeps addresses, sessions of keys and what was granted', async () => {
    const before = emulator.services;
    const kid = (await call(`${emulator.url}/iap/verify/public_key`)).body;
    emulator.policy.grant('api', 'user:bob@example.com');
    const api = { ...emulator.manifest.services.api!, callers: ['domain:example.org'] };
    await emulator.reload(other({ services: { ...emulator.manifest.services, api } }));
    expect(emulator.services).toEqual(before);
    expect((await call(`${emulator.url}/iap/verify/public_key`)).body).toBe(kid);
    expect(emulator.policy.members('api')).toEqual(['domain:example.org', 'user:bob@example.com']);
    const headers = { authorization: `Bearer ${await emulator.idToken(WEB_SA, CLIENT_ID)}` };
    expect((await call(emulator.services.api!.url, { headers })).status).toBe(403);
  });

  it('opens what is new and ends what is gone', async () => {
    const gone = emulator.services.api!.url;
    const { default: web, api } = emulator.manifest.services;
    const ports = { port: 0, metadataPort: 0, proxy: app.origin };
    await emulator.reload(
      other({
        services: { default: web!, batch: api! },
        emulator: { port: 0, services: { default: ports, batch: ports } },
      }),
    );
    expect(Object.keys(emulator.services)).toEqual(['default', 'batch']);
    expect((await call(emulator.services.batch!.url)).status).toBe(401);
    await expect(call(gone)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect((await call(emulator.url, { headers: { host: 'api.localhost' } })).status).toBe(404);
  });

  it('answers 503 to what was held back for a service that is gone by now', async () => {
    const { services } = emulator.manifest;
    const id = Object.keys(services).find((each) => each !== 'default')!;
    const ports = { port: 0, metadataPort: 0, proxy: app.origin };
    const iap = (enabled: boolean): Promise<unknown> =>
      call(`${emulator.url}/v1/apps/quotes-demo?updateMask=iap`, {
        method: 'PATCH',
        headers: { authorization: 'Bearer any' },
        body: JSON.stringify({ iap: { enabled } }),
      });
    await iap(false);
    emulator.faults.set('latency_ms', 600_000, { service: id });
    const held = call(emulator.url, { headers: { host: `${id}.localhost` } });
    // Answered in turn, so the one before is held back by now.
    expect((await call(emulator.url)).status).toBe(200);
    await emulator.reload(
      other({
        services: { default: services.default! },
        emulator: { port: 0, services: { default: ports } },
      }),
    );
    emulator.faults.clear();
    expect((await held).status).toBe(503);
    await iap(true);
  });

  it('follows a proxy that has moved', async () => {
    const moved = await startApp();
    const ports = { port: 0, metadataPort: 0, proxy: moved.origin };
    const all = Object.fromEntries(Object.keys(emulator.manifest.services).map((id) => [id, ports]));
    await emulator.reload(other({ emulator: { port: 0, services: all } }));
    await call(emulator.services.default!.url);
    expect([app.seen.length, moved.seen.length]).toEqual([0, 1]);
    await moved.close();
  });

  it('stays as it was when a port is taken', async () => {
    const { createServer } = await import('node:net');
    const squatter = createServer();
    await once(squatter.listen(0, '127.0.0.1'), 'listening');
    const { port } = squatter.address() as { port: number };
    const [before, manifest] = [emulator.services, emulator.manifest];
    const ports = { port: 0, metadataPort: 0, proxy: app.origin };
    const services = { ...manifest.services, late: manifest.services.default! };
    const wanted = { ...manifest.emulator.services, late: { ...ports, metadataPort: port } };
    const reloading = emulator.reload(other({ services, emulator: { port: 0, services: wanted } }));
    await expect(reloading).rejects.toThrow(
      `Port ${port} is taken. Change emulator.services.late.metadata_port`,
    );
    expect(emulator.manifest).toBe(manifest);
    expect(emulator.services).toEqual(before);
    expect((await call(emulator.services.default!.url)).status).not.toBe(404);
    squatter.close();
  });
});
