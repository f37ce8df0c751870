import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { Logger } from '@nestjs/common';
import { fastify, type FastifyInstance } from 'fastify';
import { jest } from '@jest/globals';
import { logRequests } from './request.log.ts';
import { currentTrace } from './trace.storage.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = `00-${TRACE}-00f067aa0ba902b7-01`;

describe('logRequests', () => {
  let app: FastifyInstance;
  let port: number;
  const lines: { level: string; message: string; httpRequest: unknown; traceId: string | undefined }[] = [];
  let written = Promise.withResolvers<undefined>();

  beforeAll(async () => {
    const logger = new Logger('Request');
    for (const level of ['log', 'warn', 'error'] as const) {
      jest.spyOn(logger, level).mockImplementation((message: string, fields: { httpRequest: unknown }) => {
        lines.push({ level, message, ...fields, traceId: currentTrace()?.traceId });
        written.resolve(undefined);
      });
    }
    app = fastify();
    logRequests(app, logger);
    app.get('/trace', () => ({ traceId: currentTrace()?.traceId }));
    app.post('/trace', async () => {
      await new Promise(setImmediate);
      return { traceId: currentTrace()?.traceId };
    });
    app.get('/status/:code', (request, reply) =>
      reply.code(Number((request.params as { code: string }).code)).send({}),
    );
    app.get('/never', () => new Promise(() => undefined));
    await app.listen({ port: 0, host: '127.0.0.1' });
    port = (app.server.address() as AddressInfo).port;
  });
  afterAll(() => app.close());
  beforeEach(() => {
    lines.length = 0;
    written = Promise.withResolvers();
  });

  const call = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init);

  it.each([
    ['GET', undefined],
    ['POST', JSON.stringify({ long: 'x'.repeat(300_000) })],
  ])('serves a %s inside the trace of the caller, the body read and awaited', async (method, body) => {
    const headers = { traceparent, 'content-type': 'application/json' };
    const response = await call('/trace', { method, headers, ...(body && { body }) });
    expect(await response.json()).toEqual({ traceId: TRACE });
    await written.promise;
    expect(lines[0]).toMatchObject({ traceId: TRACE });
  });

  it('keeps two requests at the same time apart', async () => {
    const ids = ['a', 'b'].map((letter) => letter.repeat(32));
    const answers = await Promise.all(
      ids.map((id) =>
        call('/trace', { method: 'POST', headers: { traceparent: `00-${id}-${'1'.repeat(16)}-00` } }),
      ),
    );
    expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual(
      ids.map((traceId) => ({ traceId })),
    );
  });

  it.each`
    status | level
    ${200} | ${'log'}
    ${399} | ${'log'}
    ${400} | ${'warn'}
    ${499} | ${'warn'}
    ${500} | ${'error'}
    ${503} | ${'error'}
  `('writes one line for a $status, as $level', async ({ status, level }) => {
    await call(`/status/${status}`);
    await written.promise;
    expect(lines).toEqual([
      {
        level,
        message: expect.stringMatching(new RegExp(`^GET /status/${status} ${status} \\d+ ms$`)),
        httpRequest: {
          requestMethod: 'GET',
          requestUrl: `/status/${status}`,
          status,
          latency: expect.stringMatching(/^[\d.]+s$/),
        },
        traceId: expect.any(String),
      },
    ]);
  });

  it('writes a line for a route that does not exist', async () => {
    await call('/nowhere');
    await written.promise;
    expect(lines[0]).toMatchObject({ level: 'warn', httpRequest: { requestUrl: '/nowhere', status: 404 } });
  });

  it('writes neither the query nor a header', async () => {
    await call('/trace?secret=1', {
      headers: { authorization: 'Bearer secret', cookie: 'secret', 'user-agent': 'secret' },
    });
    await written.promise;
    expect(lines).toHaveLength(1);
    expect(JSON.stringify(lines)).not.toContain('secret');
  });

  it('cuts a long path', async () => {
    await call(`/${'x'.repeat(300)}`);
    await written.promise;
    expect(lines[0]?.message).toMatch(/^GET \/x{199} 404 /);
  });

  it.each([0x1b, 0x0b, 0x7f, 0x80, 0x9b, 0xff])(
    'never sees a path with the byte %i: the parser refuses it',
    async (byte) => {
      const socket = connect(port, '127.0.0.1');
      socket.write(
        Buffer.concat([Buffer.from('GET /'), Buffer.of(byte), Buffer.from(' HTTP/1.1\r\nHost: x\r\n\r\n')]),
      );
      const [answer] = (await once(socket, 'data')) as [Buffer];
      socket.destroy();
      expect(answer.toString()).toMatch(/^HTTP\/1.1 400 /);
      expect(lines).toEqual([]);
    },
  );

  it('writes a line, with status 499, when the client leaves before the answer', async () => {
    const arrived = once(app.server, 'request');
    const socket = connect(port, '127.0.0.1');
    socket.write(`GET /never HTTP/1.1\r\nHost: x\r\ntraceparent: ${traceparent}\r\n\r\n`);
    await arrived;
    socket.destroy();
    await written.promise;
    expect(lines).toMatchObject([{ level: 'warn', message: 'GET /never 499', traceId: TRACE }]);
  });
});
