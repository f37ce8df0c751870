import { getEventListeners } from 'node:events';
import http from 'node:http';

import { jest } from '@jest/globals';
import axios from 'axios';
import { firstValueFrom } from 'rxjs';

import type { IapClientModuleOptions } from '../../src/client/index.ts';
import { json, startLoopback, type Loopback } from './loopback.ts';
import { startMetadataServer, type MetadataServer } from './metadata.ts';

describe.each([true, false])('with undici installed: %s', (isInstalled) => {
  let metadata: MetadataServer;
  let upstream: Loopback;

  beforeAll(async () => {
    metadata = await startMetadataServer({ METADATA_SERVER_DETECTION: 'assume-present' });
    upstream = await startLoopback(({ body }, response) => {
      json(response, { body });
    });
    jest.resetModules();
    const absent = () => {
      throw new Error('Cannot find package');
    };
    if (isInstalled) return;
    jest.unstable_mockModule('undici', absent);
    jest.unstable_mockModule('@opentelemetry/api', absent);
  });
  afterAll(() => Promise.all([metadata.close(), upstream.close()]));
  beforeEach(() => {
    upstream.received.length = 0;
  });

  async function start(options: Partial<IapClientModuleOptions> = {}) {
    const { startClient } = await import('./client.ts');
    const { targetAudience: _fresh, ...rest } = options;
    return startClient({ baseURL: upstream.origin, ...rest });
  }
  /** Node's client and undici write their own lines of a request in their own case. */
  const isByUndici = () => upstream.received.at(-1)?.rawHeaders.includes('host');

  it('calls go through, by the pool if it is there', async () => {
    const client = await start();
    expect((await firstValueFrom(client.post('/', 'text'))).data).toEqual({ body: 'text' });
    expect(isByUndici()).toBe(isInstalled);
  });

  it.each([{}, { method: 'head' }, { method: 'delete', data: 'x' }])(
    'connections are kept: %p',
    async (config) => {
      if (!isInstalled) return;
      const client = await start();
      await firstValueFrom(client.get('/'));
      upstream.received.length = 0;
      for (let calls = 0; calls < 20; calls += 1)
        await firstValueFrom(client.request({ url: '/', ...config }));
      expect(new Set(upstream.received.map(({ port }) => port)).size).toBeLessThanOrEqual(2);
    },
  );

  it('an agent of the app is used', async () => {
    const httpAgent = new http.Agent({ keepAlive: true });
    const client = await start({ httpAgent });
    await firstValueFrom(client.get('/'));
    expect(isByUndici()).toBe(false);
    expect(Object.keys({ ...httpAgent.freeSockets, ...httpAgent.sockets })).toHaveLength(1);
    httpAgent.destroy();
  });

  it('a signal and a cancel token that outlive calls collect nothing', async () => {
    const client = await start();
    const { signal } = new AbortController();
    const { token } = axios.CancelToken.source();
    for (let call = 0; call < 5; call += 1) {
      await firstValueFrom(client.get('/', { signal, cancelToken: token, timeout: 60_000 }));
    }
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    expect(Reflect.get(token, '_listeners') ?? []).toEqual([]);
  });

  it('a call that its subscriber leaves ends', async () => {
    const client = await start();
    await firstValueFrom(client.get('/'));
    const closed = new Promise((resolve) => {
      upstream.answer = (_request, response) => {
        response.once('close', resolve);
        subscription.unsubscribe();
      };
    });
    const subscription = client.get('/').subscribe();
    await closed;
  });
});
