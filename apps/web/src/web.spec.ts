import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { createApp } from './create-app.ts';
import { IapAndApi } from './iap-and-api.double.ts';
import { listen } from 'app-engine';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const AUDIENCE = '123456789012-quotes.apps.googleusercontent.com';
const QUOTE = {
  currency: 'EUR',
  lines: [{ product: 'grinder', name: 'Grinder', quantity: 2, unitPrice: 74900, discount: 0, total: 149800 }],
  discounts: [{ name: 'Order size', amount: 1498 }],
  discount: 1498,
  total: 148302,
  call: {
    caller: { kind: 'serviceAccount', email: 'web-sa@quotes-demo.iam.gserviceaccount.com' },
    audience: '/projects/123456789012/apps/quotes-demo',
    ms: 1.2,
  },
};
const ORDER = { items: [{ product: 'grinder', quantity: 2 }] };

let upstream: IapAndApi;
let app: NestFastifyApplication;
let url: string;
const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);

beforeAll(async () => {
  upstream = await IapAndApi.start();
  Object.assign(process.env, {
    GCE_METADATA_HOST: upstream.metadataHost,
    METADATA_SERVER_DETECTION: 'assume-present',
    CLOUDSDK_CONFIG: '/nonexistent',
  });
  delete process.env.GOOGLE_APPLICATION_CREDENTIALS;
  ({ app, url } = await start({}));
});
afterAll(async () => {
  await app.close();
  await upstream.stop();
});
beforeEach(() => {
  upstream.seen.length = 0;
  upstream.answerJson(200, QUOTE);
  logged.mockClear();
});

function settings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { PORT: '0', API_URL: upstream.url, API_TARGET_AUDIENCE: AUDIENCE, API_TIMEOUT_MS: '2000', ...env };
}

interface Answered {
  status: number;
  body: Record<string, unknown>;
  headers: Headers;
}

async function post(body: unknown, headers: Record<string, string> = {}): Promise<Answered> {
  const response = await fetch(`${url}/api/quotes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const json = (await response.json()) as Record<string, unknown>;
  return { status: response.status, body: json, headers: response.headers };
}

describe('POST /api/quotes', () => {
  it('answers with what api said and the length of the ways', async () => {
    const { status, body, headers } = await post(ORDER);
    expect({ status, body }).toEqual({
      status: 200,
      body: { ...QUOTE, legs: { webToApi: expect.any(Number), api: 1.2 } },
    });
    expect((body.legs as { webToApi: number }).webToApi).toBeGreaterThan(0);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('asks api with a request of its own, whatever the visitor sends along', async () => {
    const forged = {
      authorization: 'Bearer forged',
      'proxy-authorization': 'Bearer forged',
      cookie: 'GCP_IAP_UID=forged',
      'x-goog-iap-jwt-assertion': 'forged',
      'x-goog-authenticated-user-email': 'forged',
      'x-goog-anything': 'forged',
      'x-appengine-user-ip': 'forged',
      'x-appengine-cron': 'forged',
      'x-forwarded-for': 'forged',
      'x-custom': 'forged',
      'accept-language': 'forged',
      tracestate: 'forged=1',
      traceparent: `00-${TRACE}-00f067aa0ba902b7-01`,
    };
    expect((await post(ORDER, forged)).status).toBe(200);
    const [request] = upstream.seen;
    const pairs = Object.groupBy(request!.rawHeaders, (_, index) => (index % 2 === 0 ? 'names' : 'values'));
    expect(pairs.names?.map((name) => name.toLowerCase()).sort()).toEqual([
      'accept',
      'accept-encoding',
      'authorization',
      'connection',
      'content-length',
      'content-type',
      'host',
      'traceparent',
      'user-agent',
    ]);
    expect(pairs.values?.join('\n')).not.toContain('forged');
    expect(pairs.values).toContain(`00-${TRACE}-00f067aa0ba902b7-01`);
    expect(pairs.values?.find((value) => value.startsWith('Bearer '))).toMatch(
      /^Bearer [\w-]+\.[\w-]+\.[\w-]+$/,
    );
    expect(request).toMatchObject({ method: 'POST', url: '/quotes', body: JSON.stringify(ORDER) });
  });

  it.each(['hostile\u00ff', `00-${TRACE}-00f067aa0ba902b7-01, x`])(
    'sends no trace of others’ making: %j',
    async (traceparent) => {
      await post(ORDER, { traceparent });
      expect(upstream.seen[0]?.rawHeaders.join()).not.toContain(traceparent);
    },
  );

  const rejection = {
    statusCode: 400,
    message: 'items.0.quantity must be a whole number from 1 to 1000',
    faults: [{ field: 'items.0.quantity', message: 'must be a whole number from 1 to 1000' }],
  };
  it.each([400, 413, 415, 422])('passes on what api says about the order with %i', async (status) => {
    upstream.answerJson(status, { ...rejection, statusCode: status, stack: 'at secret' });
    expect(await post(ORDER)).toMatchObject({ status, body: { ...rejection, statusCode: status } });
    expect((await post(ORDER)).body).not.toHaveProperty('stack');
    expect(logged).not.toHaveBeenCalled();
  });

  const byIap = { 'x-goog-iap-generated-response': 'true', 'content-type': 'text/html' };
  it.each`
    what                          | answer                                                                  | status | code
    ${'api lets us in no more'}   | ${json(401, { statusCode: 401, message: 'Unauthorized' })}              | ${502} | ${'API_401'}
    ${'api forbids us'}           | ${json(403, { statusCode: 403, message: 'Forbidden' })}                 | ${502} | ${'API_403'}
    ${'api is not there'}         | ${json(404, { statusCode: 404, message: 'Not Found' })}                 | ${502} | ${'API_404'}
    ${'api broke'}                | ${json(500, { statusCode: 500, message: 'at secret.ts:1' })}            | ${502} | ${'API_500'}
    ${'api has a 502 of its own'} | ${json(502, {})}                                                        | ${502} | ${'API_502'}
    ${'api is redirecting'}       | ${raw(302, { location: 'https://example.com/' }, '')}                   | ${502} | ${'API_302'}
    ${'api answers HTML'}         | ${raw(200, { 'content-type': 'text/html' }, '<h1>Hi</h1>')}             | ${502} | ${'API_200'}
    ${'api answers nothing'}      | ${raw(200, {}, '')}                                                     | ${502} | ${'API_200'}
    ${'api answers 204'}          | ${raw(204, {}, '')}                                                     | ${502} | ${'API_204'}
    ${'api answers half a quote'} | ${json(200, { ...QUOTE, total: undefined })}                            | ${502} | ${'API_200'}
    ${'api answers a text price'} | ${json(200, { ...QUOTE, total: '148302' })}                             | ${502} | ${'API_200'}
    ${'api answers odd lines'}    | ${json(200, { ...QUOTE, lines: [{ name: {} }] })}                       | ${502} | ${'API_200'}
    ${'a 400 that is not api’s'}  | ${raw(400, { 'content-type': 'text/html' }, 'Bad Request')}             | ${502} | ${'API_400'}
    ${'a 400 with odd faults'}    | ${json(400, { ...rejection, faults: [{ field: {} }] })}                 | ${502} | ${'API_400'}
    ${'an answer without end'}    | ${raw(200, {}, ' '.repeat(300_000))}                                    | ${502} | ${'ERR_BAD_RESPONSE'}
    ${'IAP wants a sign-in'}      | ${raw(302, { ...byIap, location: 'https://accounts.google.com/' }, '')} | ${502} | ${'ERR_IAP_SIGN_IN_REQUIRED'}
    ${'IAP refuses'}              | ${raw(403, byIap, 'no access')}                                         | ${502} | ${'ERR_IAP_REFUSED'}
    ${'IAP has no quota left'}    | ${raw(429, byIap, 'quota')}                                             | ${503} | ${'ERR_IAP_REFUSED'}
    ${'api has no quota left'}    | ${json(429, {})}                                                        | ${503} | ${'API_429'}
    ${'api cannot judge now'}     | ${json(503, {})}                                                        | ${503} | ${'API_503'}
    ${'api was slow itself'}      | ${json(504, {})}                                                        | ${504} | ${'API_504'}
    ${'the line goes dead'}       | ${(response: http.ServerResponse) => response.destroy()}                | ${502} | ${'ECONNRESET'}
    ${'api never answers'}        | ${() => undefined}                                                      | ${504} | ${'API_TIMEOUT'}
    ${'api never ends'}           | ${(response: http.ServerResponse) => response.write('{"a"')}            | ${504} | ${'API_TIMEOUT'}
  `('when $what: $status for the visitor, $code in the log', async ({ answer, status, code }) => {
    upstream.answerWith(answer);
    const { status: answered, body } = await post(ORDER);
    expect({ answered, body }).toEqual({
      answered: status,
      body: {
        statusCode: status,
        message: expect.stringMatching(/^[A-Z][a-z ]+\. Please try again[a-z ]*\.$/),
      },
    });
    expect(logged.mock.calls).toContainEqual([expect.stringContaining(`(${code}): `), { code }]);
    expect(JSON.stringify(logged.mock.calls)).not.toMatch(/Bearer|eyJ|secret/);
  });

  it('is a 502 when nothing listens where api should be', async () => {
    const { app, url: there } = await start({ API_URL: 'http://127.0.0.1:1' });
    const response = await fetch(`${there}/api/products`);
    expect(response.status).toBe(502);
    expect(logged.mock.calls).toContainEqual([expect.stringContaining('API_URL'), { code: 'ECONNREFUSED' }]);
    await app.close();
  });

  it.each`
    flaw                    | body                                                            | field
    ${'a list as body'}     | ${[ORDER]}                                                      | ${'items'}
    ${'no items'}           | ${{}}                                                           | ${'items'}
    ${'a list in items'}    | ${{ items: [[]] }}                                              | ${'items'}
    ${'too many items'}     | ${{ items: Array.from({ length: 101 }, () => ORDER.items[0]) }} | ${'items'}
    ${'a long product'}     | ${{ items: [{ product: 'x'.repeat(65), quantity: 1 }] }}        | ${'items.0.product'}
    ${'a product as list'}  | ${{ items: [{ product: ['grinder'], quantity: 1 }] }}           | ${'items.0.product'}
    ${'null as quantity'}   | ${{ items: [{ product: 'grinder', quantity: null }] }}          | ${'items.0.quantity'}
    ${'a text as quantity'} | ${{ items: [{ product: 'grinder', quantity: '2' }] }}           | ${'items.0.quantity'}
    ${'1e999 as quantity'}  | ${'{"items":[{"product":"grinder","quantity":1e999}]}'}         | ${'items.0.quantity'}
    ${'an extra key'}       | ${{ ...ORDER, coupon: 'FREE' }}                                 | ${'coupon'}
    ${'an extra key in it'} | ${{ items: [{ ...ORDER.items[0], price: 1 }] }}                 | ${'items.0.price'}
    ${'depth'}              | ${`{"items":${'['.repeat(5000)}${']'.repeat(5000)}}`}           | ${'body'}
    ${'broken JSON'}        | ${'{"items":'}                                                  | ${'body'}
    ${'no body'}            | ${''}                                                           | ${'body'}
  `('refuses $flaw by itself, naming $field', async ({ body, field }) => {
    const { status, body: answer } = await post(body);
    expect(status).toBe(400);
    expect(answer).toMatchObject({
      message: expect.stringContaining(`${field} `),
      faults: expect.arrayContaining([expect.objectContaining({ field })]),
    });
    expect(upstream.seen).toEqual([]);
  });

  it.each([
    [16 * 1024, 400],
    [16 * 1024 + 1, 413],
    [10_000_000, 413],
  ])('answers a body of %i bytes with %i', async (size, status) => {
    const answer = await post(JSON.stringify({ coupon: 'x'.repeat(size - '{"coupon":""}'.length) }));
    expect(answer.status).toBe(status);
  });

  it.each(['application/x-www-form-urlencoded', 'text/plain'])(
    'answers a body of %s with 415',
    async (type) => {
      const { status, body } = await post('{"items":[]}', { 'content-type': type });
      expect({ status, message: body.message }).toEqual({
        status: 415,
        message: 'body must be sent as application/json',
      });
    },
  );
});

describe('GET /api/products', () => {
  it('answers with what api lists, and with 502 if that is no list', async () => {
    const products = [{ id: 'grinder', name: 'Grinder', unitPrice: 74900 }];
    upstream.answerJson(200, { products });
    const response = await fetch(`${url}/api/products`);
    expect(await response.json()).toEqual({ products });
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(upstream.seen[0]).toMatchObject({ method: 'GET', url: '/products' });
    upstream.answerJson(200, { products: [{ id: 'grinder' }] });
    expect((await fetch(`${url}/api/products`)).status).toBe(502);
  });
});

it.each(['/healthz', '/_ah/warmup', '/_ah/start'])(
  'tells at %s that it serves, without asking api',
  async (path) => {
    expect(await (await fetch(`${url}${path}`)).json()).toEqual({ status: 'ok' });
    expect(upstream.seen).toEqual([]);
  },
);

it('answers the request in flight when it is told to stop, and holds on to no connection', async () => {
  const closing = Promise.withResolvers<undefined>();
  const { app, url } = await start({ API_TIMEOUT_MS: '60000' }, (fastify) => {
    fastify.addHook('preClose', (done) => {
      closing.resolve(undefined);
      done();
    });
  });
  const arrived = Promise.withResolvers<http.ServerResponse>();
  upstream.answerWith(arrived.resolve);
  const agent = new http.Agent({ keepAlive: true });
  const response = new Promise<http.IncomingMessage>((resolve, reject) => {
    http.get(`${url}/api/products`, { agent }, resolve).on('error', reject);
  });
  const held = await arrived.promise;
  const closed = app.close();
  await closing.promise;
  held.end('{"products":[]}');
  const { statusCode, headers } = (await response).resume();
  expect({ statusCode, connection: headers.connection }).toEqual({ statusCode: 200, connection: 'close' });
  await closed;
  agent.destroy();
});

it('names the taken port and the setting that changes it', async () => {
  const { port } = app.getHttpServer().address() as AddressInfo;
  await expect(start({ PORT: String(port) })).rejects.toThrow(
    `Cannot listen on 127.0.0.1:${port}: another process has the port. Change PORT, or emulator.services.default.proxy in app-yaml/iap.yaml`,
  );
});

async function start(
  env: NodeJS.ProcessEnv,
  prepare: (fastify: FastifyInstance) => void = () => undefined,
): Promise<{ app: NestFastifyApplication; url: string }> {
  const app = await createApp(settings(env));
  prepare(app.getHttpAdapter().getInstance());
  Logger.overrideLogger(false);
  return { app, url: await listen(app, 'default') };
}

function json(status: number, body: unknown) {
  return raw(status, { 'content-type': 'application/json' }, JSON.stringify(body));
}

function raw(status: number, headers: http.OutgoingHttpHeaders, body: string) {
  return (response: http.ServerResponse) => response.writeHead(status, headers).end(body);
}
