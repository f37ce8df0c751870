import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { startEmulator } from '../src/index.ts';
import type { Emulator } from '../src/index.ts';
import { createHardenedServer } from '../src/net/hardened.server.ts';
import { startApp } from './app.fixture.ts';
import type { App } from './app.fixture.ts';
import { call, sendRaw } from './client.fixture.ts';
import { manifestFor } from './manifest.fixture.ts';

/** What Node's parser refuses before any front sees it: it is answered, and it is told of. */
let app: App;
let emulator: Emulator;
beforeAll(async () => {
  app = await startApp();
  emulator = await startEmulator({ manifest: manifestFor(app.origin) });
});
beforeEach(() => {
  emulator.requests.clear();
  app.seen.length = 0;
});
afterAll(async () => {
  await emulator.close();
  await app.close();
});

it.each<[row: string, status: number, reason: string, bytes: string]>([
  ['no HTTP', 400, 'malformed request', 'hello\r\n\r\n'],
  ['no Host', 400, 'malformed request', 'GET / HTTP/1.1\r\nA B: c\r\n\r\n'],
  [
    'huge headers',
    431,
    'the headers are too large',
    `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(33_000)}\r\n\r\n`,
  ],
])('%s: %i, with a line in the terminal', async (_row, status, reason, bytes) => {
  const answer = await sendRaw(emulator.services.api!.url, bytes);
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} .*\r\nConnection: close\r\n\r\n$`));
  const record = await emulator.requests.waitFor({ service: 'api' });
  expect(record).toMatchObject({ at: 'front', method: '?', path: '?', status, reason });
  expect(emulator.requests.all()).toHaveLength(1);
});

it('a second request that is malformed is refused, and the first stays answered', async () => {
  const first = 'GET /first HTTP/1.1\r\nHost: a\r\n\r\n';
  const url = new URL(emulator.services.default!.url);
  const socket = connect(Number(url.port), '127.0.0.1');
  socket.write(first);
  await emulator.requests.waitFor({ path: '/first', status: 200 });
  socket.write('nonsense\r\n\r\n');
  expect(await emulator.requests.waitFor({ path: '?' })).toMatchObject({ status: 400, service: 'default' });
  socket.destroy();
});

it('a body that breaks its own framing has the record of its request, and no other', async () => {
  const head = 'POST /broken HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n';
  await sendRaw(emulator.services.default!.url, `${head}nonsense\r\n`);
  await emulator.requests.waitFor({ path: '/broken' });
  expect((await call(emulator.services.default!.url)).status).toBe(200);
  expect(emulator.requests.all({ path: '?' })).toEqual([]);
  expect(app.seen).toMatchObject([{ url: '/' }]);
});

describe('a client that is too slow', () => {
  it.each<[row: string, bytes: string]>([
    ['with its headers', 'GET / HTTP/1.1\r\nHost: a\r\n'],
    ['with its body', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab'],
  ])('%s is told so, and let go of', async (row, bytes) => {
    const told: [number, string][] = [];
    const note = (status: number, reason: string): void => void told.push([status, reason]);
    const patience = { headers: 20, request: 40, check: 5 };
    const server = createHardenedServer((request) => request.resume(), undefined, note, patience);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await sendRaw(`http://127.0.0.1:${port}`, bytes)).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(told).toEqual(row === 'with its headers' ? [[408, 'the client was too slow']] : []);
    server.close();
  });

  it('and one that goes away is nobody’s fault', async () => {
    const told: number[] = [];
    const server = createHardenedServer(
      (_request, response) => response.end(),
      undefined,
      (status) => void told.push(status),
    );
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const gone = Promise.withResolvers<undefined>();
    server.on('connection', (socket) => {
      socket.once('close', () => {
        gone.resolve(undefined);
      });
    });
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    await once(client, 'connect');
    client.write('GET / HT', () => client.resetAndDestroy());
    await gone.promise;
    server.close();
    expect(told).toEqual([]);
  });
});
