import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { ClientRequest, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { startEmulator } from '../src/index.ts';
import type { Emulator } from '../src/index.ts';
import { startApp } from './app.fixture.ts';
import type { App } from './app.fixture.ts';
import { call, sendRaw } from './client.fixture.ts';
import { CLIENT_ID, WEB_SA, manifestFor } from './manifest.fixture.ts';
import { Records } from './records.fixture.ts';

/** Bodies and connections: nothing is gathered, nothing hangs, and faults of either side stay its own. */
let app: App;
let emulator: Emulator;
let web: string;
let api: string;
let authorization: string;
let listener: RequestListener;
const records = new Records();

beforeAll(async () => {
  app = await startApp((request, response) => {
    listener(request, response);
  });
  emulator = await startEmulator({ manifest: manifestFor(app.origin), onRequest: records.note });
  web = emulator.services.default!.url;
  api = emulator.services.api!.url;
  authorization = `Bearer ${await emulator.idToken(WEB_SA, CLIENT_ID)}`;
});
afterAll(async () => {
  await emulator.close();
  await app.close();
});

/** The next request at the app, with the answer still to be made. */
function nextAtApp(): Promise<[IncomingMessage, ServerResponse]> {
  const { promise, resolve } = Promise.withResolvers<[IncomingMessage, ServerResponse]>();
  listener = (incoming, response) => {
    incoming.on('error', () => undefined);
    resolve([incoming, response]);
  };
  return promise;
}

function open(method: string, headers: Record<string, string> = {}, path = '/'): ClientRequest {
  const outgoing = request(web + path, { method, agent: false, headers });
  outgoing.on('error', () => undefined);
  return outgoing;
}

async function answerTo(outgoing: ClientRequest): Promise<IncomingMessage> {
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  incoming.on('error', () => undefined);
  return incoming;
}

/** What arrives, piece by piece; an empty text at the end. */
function piecesOf(stream: Readable): { next(): Promise<string> } {
  const pieces = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  return { next: async () => String((await pieces.next()).value ?? '') };
}

/** Resolves when a stream is over, by whatever fault. */
function over(stream: Readable): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  stream.once('close', resolve);
  return promise;
}

describe('bodies', () => {
  it('pass piece by piece, up and down', async () => {
    const arriving = nextAtApp();
    const outgoing = open('POST');
    outgoing.write('one');
    const [seen, response] = await arriving;
    const up = piecesOf(seen);
    expect(await up.next()).toBe('one');
    response.write('first');
    const down = piecesOf(await answerTo(outgoing));
    expect(await down.next()).toBe('first');
    outgoing.end('two');
    expect(await up.next()).toBe('two');
    response.end('second');
    expect(await down.next()).toBe('second');
    expect(await down.next()).toBe('');
  });

  it('headers pass before there is a body', async () => {
    const arriving = nextAtApp();
    const outgoing = open('GET');
    outgoing.end();
    const [, response] = await arriving;
    response.setHeader('content-type', 'text/event-stream');
    response.flushHeaders();
    const incoming = await answerTo(outgoing);
    expect(incoming.headers['content-type']).toBe('text/event-stream');
    response.end();
    await once(incoming.resume(), 'end');
  });

  it('of 20 MB arrive whole, with their length', async () => {
    const size = 20_000_000;
    listener = (incoming, response) => {
      let count = 0;
      incoming.on('data', (chunk: Buffer) => (count += chunk.length));
      incoming.on('end', () => response.end(`${String(incoming.headers['content-length'])} ${count}`));
    };
    const headers = { 'content-length': String(size) };
    expect((await call(web, { method: 'POST', headers, body: 'x'.repeat(size) })).body).toBe(
      `${size} ${size}`,
    );
  });

  it('are not asked for when the request is refused, and are when it passes', async () => {
    listener = (incoming, response) => {
      incoming.resume().on('end', () => response.end('app'));
    };
    const lines = [
      'POST / HTTP/1.1',
      'Host: a',
      'Expect: 100-continue',
      'Content-Length: 1',
      'Connection: close',
    ];
    expect(await sendRaw(api, [...lines, '', ''].join('\r\n'))).toMatch(/^HTTP\/1.1 401 /);
    const passing = sendRaw(api, [...lines, `Authorization: ${authorization}`, '', 'x'].join('\r\n'));
    expect(await passing).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 /);
  });

  it('of HEAD and 204 and 304 stay empty', async () => {
    for (const [method, status] of [
      ['HEAD', 200],
      ['GET', 204],
      ['GET', 304],
    ] as const) {
      listener = (_request, response) => {
        response.writeHead(status, { 'content-length': '5', 'x-app': 'yes' }).end();
      };
      const reply = await call(web, { method });
      expect(reply).toMatchObject({ status, body: '', headers: { 'x-app': 'yes' } });
    }
  });

  it('of answers keep cookies apart, and lose what belongs to the connection', async () => {
    listener = (_request, response) => {
      response.writeHead(200, {
        'set-cookie': ['a=1', 'b=2'],
        connection: 'x-hop, keep-alive',
        'x-hop': '1',
        upgrade: 'h2c',
      });
      response.end();
    };
    const { headers } = await call(web);
    expect(headers['set-cookie']).toEqual(['a=1', 'b=2']);
    expect(headers).not.toHaveProperty('x-hop');
    expect(headers).not.toHaveProperty('upgrade');
  });
});

describe('ends', () => {
  it('a client that goes away takes its request with it', async () => {
    const arriving = nextAtApp();
    const outgoing = open('POST', { 'content-length': '10' }, '/left');
    outgoing.write('x');
    const [seen] = await arriving;
    const ended = over(seen);
    outgoing.destroy();
    await ended;
    expect(seen.complete).toBe(false);
    expect(await records.at('/left', 499)).toMatchObject({ method: 'POST' });
  });

  it('an app that breaks off in the middle leaves a broken answer, not a whole one', async () => {
    const arriving = nextAtApp();
    const outgoing = open('GET');
    outgoing.end();
    const [, response] = await arriving;
    response.writeHead(200, { 'content-length': '10' });
    response.write('half');
    const incoming = await answerTo(outgoing);
    const ended = over(incoming.resume());
    response.destroy();
    await ended;
    expect(incoming.complete).toBe(false);
  });

  it('an app that breaks off before it answers: 502', async () => {
    listener = (incoming) => incoming.socket.destroy();
    expect((await call(`${web}/broken`, { method: 'POST', body: 'x' })).status).toBe(502);
    expect((await records.at('/broken', 502)).reason).toContain('the app broke the connection off');
  });

  it('an app that answers early and closes does not strand the client', async () => {
    listener = (_request, response) => {
      response.writeHead(413, { connection: 'close' }).end('too large');
    };
    const outgoing = open('POST', { 'transfer-encoding': 'chunked' });
    outgoing.write('x');
    const incoming = await answerTo(outgoing);
    expect(incoming.statusCode).toBe(413);
    await once(incoming.resume(), 'end');
    outgoing.destroy();
  });

  it('an app that speaks no HTTP: 502', async () => {
    const server = createServer().on('connection', (socket: Socket) => socket.end('SSH-2.0-nothing\r\n'));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as { port: number };
    const other = await startEmulator({ manifest: manifestFor(`http://127.0.0.1:${port}`) });
    expect((await call(other.services.default!.url)).status).toBe(502);
    await other.close();
    server.close();
  });

  it('no app at all: 503 that says where it is missing, not by IAP', async () => {
    const gone = await startApp();
    await gone.close();
    const other = await startEmulator({ manifest: manifestFor(gone.origin), onRequest: records.note });
    const reply = await call(`${other.services.default!.url}/gone`, {
      method: 'POST',
      body: 'x'.repeat(100_000),
    });
    expect(reply).toMatchObject({
      status: 503,
      body: `Error: Server Error. nothing answers at ${gone.origin}.\n`,
    });
    expect(reply.headers).not.toHaveProperty('x-goog-iap-generated-response');
    expect((await records.at('/gone', 503)).reason).toContain(`nothing answers at ${gone.origin}`);
    await other.close();
  });

  it('a kept connection that the app has closed meanwhile is tried once more', async () => {
    const urls: string[] = [];
    listener = (incoming, response) => {
      urls.push(incoming.url ?? '');
      const isStale = urls.length === 2;
      if (isStale) incoming.socket.resetAndDestroy();
      else response.end(`answer ${urls.length}`);
    };
    expect((await call(`${web}/a`)).body).toBe('answer 1');
    expect((await call(`${web}/b`)).body).toBe('answer 3');
    expect(urls).toEqual(['/a', '/b', '/b']);
  });

  it('a POST is not tried twice', async () => {
    const urls: string[] = [];
    listener = (incoming, response) => {
      urls.push(incoming.url ?? '');
      if (urls.length === 2) incoming.socket.resetAndDestroy();
      else response.end('answer');
    };
    await call(`${web}/a`);
    const answer = await sendRaw(web, 'POST /b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1.1 502 /);
    expect(urls).toEqual(['/a', '/b']);
  });
});

describe('a WebSocket', () => {
  const lines = [
    'GET /socket HTTP/1.1',
    'Host: a',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Key: x',
  ];

  it('is refused like any other request', async () => {
    const answer = await sendRaw(api, [...lines, '', ''].join('\r\n'));
    expect(answer).toMatch(/^HTTP\/1.1 401 [^]*x-goog-iap-generated-response: true[^]*empty token$/i);
  });

  it('is joined to the app with IAP’s headers, and bytes pass both ways', async () => {
    const upgraded = once(app.server, 'upgrade');
    const client = connect(Number(new URL(api).port), '127.0.0.1');
    client.write([...lines, `Authorization: ${authorization}`, 'X-Goog-Forged: 1', '', 'early'].join('\r\n'));
    const [seen, socket, head] = (await upgraded) as [IncomingMessage, Socket, Buffer];
    expect(seen.headers).toMatchObject({ upgrade: 'websocket', 'sec-websocket-key': 'x' });
    expect(seen.headers).toHaveProperty('x-goog-iap-jwt-assertion');
    expect(seen.headers).not.toHaveProperty('x-goog-forged');
    const [up, down] = [piecesOf(socket), piecesOf(client)];
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-App: yes\r\n\r\n',
    );
    expect(await down.next()).toMatch(/^HTTP\/1.1 101 [^]*X-App: yes/);
    expect(await records.at('/socket', 101)).toMatchObject({ reason: `${WEB_SA} by ID token` });
    expect(head.length > 0 ? String(head) : await up.next()).toBe('early');
    client.write('ping');
    expect(await up.next()).toBe('ping');
    socket.write('pong');
    expect(await down.next()).toBe('pong');
    client.destroy();
    expect(await up.next()).toBe('');
  });

  it.each(['Content-Length: 4', 'Transfer-Encoding: chunked'])(
    'with a body (%s) is refused',
    async (framing) => {
      const request = [...lines, `Authorization: ${authorization}`, framing, '', 'GET '].join('\r\n');
      expect(await sendRaw(api, request)).toMatch(/^HTTP\/1.1 400 /);
    },
  );

  it('that the app will not have gets the app’s answer', async () => {
    app.server.removeAllListeners('upgrade');
    listener = (_request, response) => {
      response.writeHead(426, { 'x-app': 'yes' }).end('no sockets here');
    };
    const answer = await sendRaw(api, [...lines, `Authorization: ${authorization}`, '', ''].join('\r\n'));
    expect(answer).toMatch(/^HTTP\/1.1 426 [^]*x-app: yes[^]*no sockets here/i);
  });

  it('that is open does not keep the emulator from closing', async () => {
    app.server.on('upgrade', (_request: IncomingMessage, socket: Socket) => {
      socket.on('error', () => undefined);
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    });
    const other = await startEmulator({ manifest: manifestFor(app.origin) });
    const client = connect(Number(new URL(other.services.default!.url).port), '127.0.0.1');
    client.on('error', () => undefined);
    client.write([...lines, '', ''].join('\r\n'));
    await once(client, 'data');
    const closed = once(client, 'close');
    await other.close();
    await closed;
  });
});
