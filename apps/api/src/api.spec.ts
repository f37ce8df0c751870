import type { AddressInfo } from 'node:net';
import http from 'node:http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { IAP_JWT_HEADER } from 'nestjs-iap';
import { IapTestIssuer, IapTestKeyServer } from 'nestjs-iap/testing';
import { createApp } from './create-app.ts';
import { listen } from 'app-engine';
import { CATALOGUE } from './quotes/catalogue.ts';

const AUDIENCE = '/projects/123456789012/apps/quotes-demo';
const WEB = 'web-sa@quotes-demo.iam.gserviceaccount.com';

const issuer = new IapTestIssuer({ audience: AUDIENCE });
let keys: IapTestKeyServer;
let app: NestFastifyApplication;
let url: string;

beforeAll(async () => {
  keys = await IapTestKeyServer.start(issuer);
  ({ app, url } = await start());
});
afterAll(async () => {
  await app.close();
  await keys.stop();
});

async function start(
  prepare: (fastify: FastifyInstance) => void = () => undefined,
): Promise<{ app: NestFastifyApplication; url: string }> {
  const app = await createApp({
    PORT: '0',
    IAP_AUDIENCE: AUDIENCE,
    IAP_ALLOWED_CALLERS: `serviceAccount:${WEB}`,
    IAP_KEYS_URL: keys.url,
  });
  prepare(app.getHttpAdapter().getInstance());
  Logger.overrideLogger(false);
  return { app, url: await listen(app, 'api') };
}

const asWeb = () => ({ [IAP_JWT_HEADER]: issuer.serviceAccount(WEB) });

function post(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}/quotes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...asWeb(), ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

async function answerTo(body: unknown): Promise<{ status: number; answer: { faults?: unknown } }> {
  const response = await post(body);
  return { status: response.status, answer: (await response.json()) as { faults?: unknown } };
}

describe('POST /quotes', () => {
  it('answers with the price and with how the call came', async () => {
    const response = await post({ items: [{ product: 'house-blend', quantity: 12 }] });
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({
      currency: 'EUR',
      lines: [
        {
          product: 'house-blend',
          name: 'House blend, 1 kg',
          quantity: 12,
          unitPrice: 2190,
          discount: 1051,
          total: 25229,
        },
      ],
      discounts: [],
      discount: 0,
      total: 25229,
      call: { caller: { kind: 'serviceAccount', email: WEB }, audience: AUDIENCE, ms: expect.any(Number) },
    });
  });

  it('takes every product at both ends of its quantity', async () => {
    for (const quantity of [1, 1000]) {
      const response = await post({ items: CATALOGUE.map(({ id }) => ({ product: id, quantity })) });
      expect(response.status).toBe(200);
    }
  });

  const good = { product: 'grinder', quantity: 1 };
  it.each`
    flaw                     | body                                                    | field
    ${'an unknown product'}  | ${{ items: [{ ...good, product: 'tea' }] }}             | ${'items.0.product'}
    ${'no product'}          | ${{ items: [{ quantity: 1 }] }}                         | ${'items.0.product'}
    ${'a product of Object'} | ${{ items: [{ ...good, product: 'constructor' }] }}     | ${'items.0.product'}
    ${'a list as product'}   | ${{ items: [{ ...good, product: ['grinder'] }] }}       | ${'items.0.product'}
    ${'no quantity'}         | ${{ items: [{ product: 'grinder' }] }}                  | ${'items.0.quantity'}
    ${'zero'}                | ${{ items: [{ ...good, quantity: 0 }] }}                | ${'items.0.quantity'}
    ${'a negative quantity'} | ${{ items: [{ ...good, quantity: -1 }] }}               | ${'items.0.quantity'}
    ${'a fraction'}          | ${{ items: [{ ...good, quantity: 1.5 }] }}              | ${'items.0.quantity'}
    ${'one too many'}        | ${{ items: [{ ...good, quantity: 1001 }] }}             | ${'items.0.quantity'}
    ${'a huge quantity'}     | ${'{"items":[{"product":"grinder","quantity":1e999}]}'} | ${'items.0.quantity'}
    ${'a text as quantity'}  | ${{ items: [{ ...good, quantity: '1' }] }}              | ${'items.0.quantity'}
    ${'null as quantity'}    | ${{ items: [{ ...good, quantity: null }] }}             | ${'items.0.quantity'}
    ${'true as quantity'}    | ${{ items: [{ ...good, quantity: true }] }}             | ${'items.0.quantity'}
    ${'a fault in the 2nd'}  | ${{ items: [good, { product: 'decaf', quantity: 0 }] }} | ${'items.1.quantity'}
    ${'an extra key inside'} | ${{ items: [{ ...good, unitPrice: 1 }] }}               | ${'items.0.unitPrice'}
    ${'an extra key'}        | ${{ items: [good], coupon: 'FREE' }}                    | ${'coupon'}
    ${'the same twice'}      | ${{ items: [good, { ...good, quantity: 2 }] }}          | ${'items'}
    ${'no items'}            | ${{ items: [] }}                                        | ${'items'}
    ${'items missing'}       | ${{}}                                                   | ${'items'}
    ${'too many items'}      | ${{ items: Array.from({ length: 7 }, () => good) }}     | ${'items'}
    ${'an object as items'}  | ${{ items: { 0: good, length: 1 } }}                    | ${'items'}
    ${'a text as items'}     | ${{ items: 'grinder' }}                                 | ${'items'}
    ${'null as items'}       | ${{ items: null }}                                      | ${'items'}
    ${'a null in items'}     | ${{ items: [null] }}                                    | ${'items'}
    ${'a number in items'}   | ${{ items: [1] }}                                       | ${'items'}
    ${'a list in items'}     | ${{ items: [[good]] }}                                  | ${'items'}
    ${'an empty list in it'} | ${{ items: [[]] }}                                      | ${'items'}
    ${'a list as body'}      | ${[good]}                                               | ${'items'}
    ${'a text as body'}      | ${'"grinder"'}                                          | ${'items'}
    ${'null as body'}        | ${'null'}                                               | ${'items'}
    ${'__proto__'}           | ${'{"__proto__":{"items":[]},"items":[]}'}              | ${'body'}
    ${'constructor'}         | ${'{"constructor":{"prototype":{}},"items":[]}'}        | ${'body'}
    ${'broken JSON'}         | ${'{"items":[{"product":'}                              | ${'body'}
    ${'an empty body'}       | ${''}                                                   | ${'body'}
    ${'9 levels'}            | ${`{"items":${'['.repeat(7)}[]${']'.repeat(7)}}`}       | ${'body'}
    ${'8 levels'}            | ${`{"items":${'['.repeat(6)}[1]${']'.repeat(6)}}`}      | ${'items'}
    ${'5,000 lists deep'}    | ${`{"items":${'['.repeat(5000)}${']'.repeat(5000)}}`}   | ${'body'}
    ${'1,500 objects deep'}  | ${`${'{"items":'.repeat(1500)}1${'}'.repeat(1500)}`}    | ${'body'}
  `('refuses $flaw, naming $field', async ({ body, field }) => {
    expect(await answerTo(body)).toEqual({
      status: 400,
      answer: {
        statusCode: 400,
        message: expect.stringContaining(`${field} `),
        faults: expect.arrayContaining([{ field, message: expect.stringMatching(/^(must|is) [^$]+$/) }]),
      },
    });
  });

  it('tells at most 20 faults', async () => {
    const body = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`key${index}`, 1]));
    expect((await answerTo(body)).answer.faults).toHaveLength(20);
  });

  it.each([
    [16 * 1024, 400],
    [16 * 1024 + 1, 413],
    [10_000_000, 413],
  ])('answers a body of %i bytes with %i', async (size, status) => {
    const body = JSON.stringify({ coupon: 'x'.repeat(size - '{"coupon":""}'.length) });
    const response = await answerTo(body);
    expect(response.status).toBe(status);
    if (status === 413)
      expect(response.answer.faults).toEqual([{ field: 'body', message: 'must not be larger than 16 KiB' }]);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
  ])('answers a body of %s with 415', async (type) => {
    const response = await post('{"items":[]}', { 'content-type': type });
    expect(response.status).toBe(415);
    expect(await response.json()).toEqual({
      statusCode: 415,
      message: 'body must be sent as application/json',
      faults: [{ field: 'body', message: 'must be sent as application/json' }],
    });
  });
});

describe('GET /products', () => {
  it('lists what may be ordered, and none of the rules', async () => {
    const response = await fetch(`${url}/products`, { headers: asWeb() });
    const { products } = (await response.json()) as { products: object[] };
    expect(products).toHaveLength(CATALOGUE.length);
    for (const product of products) expect(Object.keys(product)).toEqual(['id', 'name', 'unitPrice']);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });
});

describe('who is let in', () => {
  it.each`
    who                              | headers                                                                                                            | status
    ${'nobody'}                      | ${() => ({})}                                                                                                      | ${401}
    ${'a forger'}                    | ${() => ({ 'x-goog-authenticated-user-email': WEB, authorization: 'x' })}                                          | ${401}
    ${'an assertion of another key'} | ${() => ({ [IAP_JWT_HEADER]: new IapTestIssuer({ audience: AUDIENCE }).serviceAccount(WEB) })}                     | ${401}
    ${'an assertion of another app'} | ${() => ({ [IAP_JWT_HEADER]: new IapTestIssuer({ audience: '/projects/1/apps/other-app' }).serviceAccount(WEB) })} | ${401}
    ${'another service account'}     | ${() => ({ [IAP_JWT_HEADER]: issuer.serviceAccount(WEB.replace('web', 'batch')) })}                                | ${403}
    ${'a person'}                    | ${() => ({ [IAP_JWT_HEADER]: issuer.user('ann@example.com') })}                                                    | ${403}
  `(
    'not $who: $status',
    async ({ headers, status }: { headers: () => Record<string, string>; status: number }) => {
      for (const path of ['/products', '/quotes', '/nothing-here']) {
        const init = path === '/quotes' ? { method: 'POST' } : {};
        const response = await fetch(`${url}${path}`, { ...init, headers: headers() });
        expect(response.status).toBe(path === '/nothing-here' ? 404 : status);
        expect(JSON.stringify(await response.json())).not.toMatch(/web-sa|audience|quotes-demo/);
      }
    },
  );

  it.each(['/healthz', '/_ah/warmup', '/_ah/start'])('everybody at %s, who learns nothing', async (path) => {
    const response = await fetch(`${url}${path}`);
    expect(await response.json()).toEqual({ status: 'ok' });
  });
});

it.each(['/healthz', '/products', '/nowhere'])(
  'tells browsers to make nothing of what %s answers',
  async (path) => {
    const { headers } = await fetch(`${url}${path}`);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
  },
);

it('answers the request in flight when it is told to stop, and holds on to no connection', async () => {
  const arrived = Promise.withResolvers<undefined>();
  const released = Promise.withResolvers<undefined>();
  const closing = Promise.withResolvers<undefined>();
  const { app, url } = await start((fastify) => {
    fastify.addHook('preClose', (done) => {
      closing.resolve(undefined);
      done();
    });
    fastify.addHook('preHandler', async () => {
      arrived.resolve(undefined);
      await released.promise;
    });
  });
  const agent = new http.Agent({ keepAlive: true });
  const response = new Promise<http.IncomingMessage>((resolve, reject) => {
    http.get(`${url}/products`, { headers: asWeb(), agent }, resolve).on('error', reject);
  });
  await arrived.promise;
  const closed = app.close();
  await closing.promise;
  released.resolve(undefined);
  const { statusCode, headers } = (await response).resume();
  expect({ statusCode, connection: headers.connection }).toEqual({ statusCode: 200, connection: 'close' });
  await closed;
  agent.destroy();
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();
});

it('names the taken port and the setting that changes it', async () => {
  const { port } = app.getHttpServer().address() as AddressInfo;
  const second = await createApp({
    PORT: String(port),
    IAP_AUDIENCE: AUDIENCE,
    IAP_ALLOWED_CALLERS: `serviceAccount:${WEB}`,
  });
  await expect(listen(second, 'api')).rejects.toThrow(
    `Cannot listen on 127.0.0.1:${port}: another process has the port. Change PORT, or emulator.services.api.proxy in app-yaml/iap.yaml`,
  );
  await second.close();
});
