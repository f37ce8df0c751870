import http from 'node:http';

import { Test } from '@nestjs/testing';
import { firstValueFrom } from 'rxjs';

import { IapClientModule, IapHttpService } from '../../src/client/index.ts';
import { startClient } from './client.ts';
import { byIap, json, startLoopback, type Loopback } from './loopback.ts';
import { startMetadataServer, type MetadataServer } from './metadata.ts';
import { freshAudience } from './mint.ts';

const bearer = (upstream: Loopback, index = 0) => upstream.received[index]?.headers.authorization;

describe('the ID token of a call', () => {
  let metadata: MetadataServer;
  let upstream: Loopback;

  beforeAll(async () => {
    metadata = await startMetadataServer({ METADATA_SERVER_DETECTION: 'assume-present' });
    upstream = await startLoopback((_request, response) => {
      json(response, { ok: true });
    });
  });
  afterAll(() => Promise.all([metadata.close(), upstream.close()]));
  beforeEach(() => {
    metadata.received.length = 0;
    upstream.received.length = 0;
  });

  it('is asked of the metadata server with the audience and in full', async () => {
    const targetAudience = freshAudience();
    const http = await startClient({ baseURL: upstream.origin, targetAudience });
    const { data } = await firstValueFrom(http.get('/products'));
    expect(data).toEqual({ ok: true });
    expect(metadata.received.map(({ url }) => url)).toEqual([
      `/computeMetadata/v1/instance/service-accounts/default/identity?format=full&audience=${targetAudience}`,
    ]);
    expect(bearer(upstream)).toMatch(/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/);
  });

  it.each([100, 1000])('is asked for once by %d concurrent first calls', async (calls) => {
    const http = await startClient({ baseURL: upstream.origin });
    await Promise.all(Array.from({ length: calls }, () => firstValueFrom(http.get('/'))));
    expect(metadata.identityRequests()).toHaveLength(1);
    expect(upstream.received).toHaveLength(calls);
    expect(new Set(upstream.received.map(({ headers }) => headers.authorization)).size).toBe(1);
  });

  it('is replaced once for all calls that IAP refused at the same time, and none of them fails', async () => {
    const http = await startClient({ baseURL: upstream.origin });
    await firstValueFrom(http.get('/'));
    const old = bearer(upstream);
    const { answer } = upstream;
    upstream.answer = (request, response) => {
      if (request.headers.authorization === old) byIap(response, 401, 'JWT signature is invalid');
      else json(response, { ok: true });
    };
    const answers = await Promise.all(Array.from({ length: 32 }, () => firstValueFrom(http.get('/'))));
    upstream.answer = answer;
    expect(answers.map(({ status }) => status)).toEqual(Array(32).fill(200));
    expect(metadata.identityRequests()).toHaveLength(2);
  });

  it('is one for all modules with the same audience, and another for another', async () => {
    const targetAudience = freshAudience();
    const [one, same, other] = [
      await startClient({ baseURL: upstream.origin, targetAudience }),
      await startClient({ baseURL: upstream.origin, targetAudience }),
      await startClient({ baseURL: upstream.origin }),
    ];
    for (const http of [one, same, other]) await firstValueFrom(http.get('/'));
    expect(metadata.identityRequests()).toHaveLength(2);
    expect(bearer(upstream, 1)).toBe(bearer(upstream, 0));
    expect(bearer(upstream, 2)).not.toBe(bearer(upstream, 0));
  });

  it('goes into proxy-authorization on request, and the app keeps its own authorization', async () => {
    const http = await startClient({ baseURL: upstream.origin, credentialHeader: 'proxy-authorization' });
    await firstValueFrom(http.get('/', { headers: { Authorization: 'Basic app' } }));
    expect(upstream.received[0]?.headers).toMatchObject({
      authorization: 'Basic app',
      'proxy-authorization': expect.stringMatching(/^Bearer /),
    });
  });

  it.each`
    what                    | config                                             | header
    ${'an authorization'}   | ${{ headers: { Authorization: 'Basic app' } }}     | ${'authorization'}
    ${'one in blanks'}      | ${{ headers: { ' authorization': 'Basic app' } }}  | ${'authorization'}
    ${'auth'}               | ${{ auth: { username: 'u', password: 'p' } }}      | ${'authorization'}
    ${'auth'}               | ${{ auth: { username: 'u', password: 'p' } }}      | ${'proxy-authorization'}
    ${'a proxy credential'} | ${{ headers: { 'Proxy-Authorization': 'Basic' } }} | ${'proxy-authorization'}
    ${'an adapter'}         | ${{ adapter: 'fetch' }}                            | ${'authorization'}
  `(
    'does not share its place: a request with $what beside $header is not sent',
    async ({ config, header }) => {
      const http = await startClient({ baseURL: upstream.origin, credentialHeader: header });
      await expect(firstValueFrom(http.get('/', config))).rejects.toMatchObject({ code: 'ERR_IAP_CONFIG' });
      expect(upstream.received).toEqual([]);
    },
  );

  it('travels without the assertion of the visitor on whose behalf the app calls', async () => {
    const http = await startClient({ baseURL: upstream.origin });
    await firstValueFrom(http.get('/', { headers: { 'X-Goog-IAP-JWT-Assertion': 'visitor' } }));
    expect(upstream.received[0]?.headers).not.toHaveProperty('x-goog-iap-jwt-assertion');
  });

  it('is fetched with the first call, or after the start if the app wants it warm', async () => {
    for (const [warmUp, requests] of [
      [false, 0],
      [true, 1],
    ] as const) {
      const module = IapClientModule.register({
        baseURL: upstream.origin,
        targetAudience: freshAudience(),
        warmUp,
      });
      const app = await Test.createTestingModule({ imports: [module] }).compile();
      const asked = new Promise((resolve) => {
        metadata.answerIdentity = (_request, response) => {
          response.writeHead(404).end();
          resolve(undefined);
        };
      });
      await app.init();
      if (warmUp) await asked;
      expect(metadata.identityRequests()).toHaveLength(requests);
      await app.close();
    }
  });
});

describe('IapClientModule', () => {
  const targetAudience = freshAudience();

  it('takes its options from a factory', async () => {
    const module = IapClientModule.registerAsync({
      useFactory: () => ({ baseURL: 'https://api.example.com', targetAudience, timeout: 3000 }),
    });
    const app = await Test.createTestingModule({ imports: [module] }).compile();
    const { defaults } = app.get(IapHttpService).axiosRef;
    expect(defaults).toMatchObject({
      baseURL: 'https://api.example.com',
      timeout: 3000,
      maxRedirects: 0,
      proxy: false,
    });
  });

  it('gives each upstream its own service, also with the same options', async () => {
    const options = { baseURL: 'https://api.example.com', targetAudience };
    const imports = [IapClientModule.register(options), IapClientModule.register(options)];
    const app = await Test.createTestingModule({ imports }).compile();
    const services = app.get(IapHttpService, { each: true, strict: false });
    expect(new Set(services.map(({ axiosRef }) => axiosRef)).size).toBe(2);
    expect(services[0]?.axiosRef.defaults).not.toHaveProperty('targetAudience');
  });

  it.each([
    ['register', IapClientModule.register({ baseURL: 'http://api.example.com', targetAudience })],
    ['registerAsync', IapClientModule.registerAsync({ useFactory: () => ({ baseURL: '', targetAudience }) })],
  ])('does not start with wrong options given to %s', async (_name, module) => {
    await expect(Test.createTestingModule({ imports: [module] }).compile()).rejects.toMatchObject({
      code: 'ERR_IAP_CONFIG',
    });
  });
});

describe('a first call', () => {
  it('leaves no timer behind, and no connection with the process’s own agent', async () => {
    const metadata = await startMetadataServer({ METADATA_SERVER_DETECTION: 'assume-present' });
    const upstream = await startLoopback((_request, response) => {
      json(response, {});
    });
    const client = await startClient({ baseURL: upstream.origin, timeout: 60_000 });
    await firstValueFrom(client.get('/'));
    const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
    const warm = timers();
    const cold = await startClient({ baseURL: upstream.origin, timeout: 60_000 });
    await firstValueFrom(cold.get('/'));
    expect(timers()).toBe(warm);
    expect(Object.keys(http.globalAgent.freeSockets).join()).not.toContain(
      upstream.host.replace('127.0.0.1:', ''),
    );
    await Promise.all([metadata.close(), upstream.close()]);
  });
});
