import { Readable } from 'node:stream';

import type { AxiosRequestConfig } from 'axios';
import { firstValueFrom } from 'rxjs';

import type { IapClientModuleOptions } from '../../src/client/index.ts';
import { startClient } from './client.ts';
import { byIap, json, startLoopback, type Loopback } from './loopback.ts';
import { startMetadataServer, type MetadataServer } from './metadata.ts';

interface Row {
  options: Partial<IapClientModuleOptions>;
  call: () => AxiosRequestConfig;
  headers: Record<string, string>;
}

describe('a call that IAP has no capacity for', () => {
  let metadata: MetadataServer;
  let upstream: Loopback;

  beforeAll(async () => {
    metadata = await startMetadataServer({ METADATA_SERVER_DETECTION: 'assume-present' });
    upstream = await startLoopback(() => undefined);
  });
  afterAll(() => Promise.all([metadata.close(), upstream.close()]));

  /** IAP turns away so many calls, and lets the next one pass. */
  const turnAway = (
    calls: number,
    status = 503,
    headers: Record<string, string> = { 'retry-after': '0' },
  ) => {
    upstream.received.length = 0;
    upstream.answer = (_request, response) => {
      if (upstream.received.length <= calls) byIap(response, status, '', headers);
      else json(response, { ok: true });
    };
  };

  it.each([429, 503])('is sent again after %d, twice', async (status) => {
    const http = await startClient({ baseURL: upstream.origin });
    turnAway(2, status);
    expect((await firstValueFrom(http.put('/', { a: 1 }))).data).toEqual({ ok: true });
    expect(upstream.received.map(({ body }) => body)).toEqual(Array(3).fill('{"a":1}'));
    turnAway(3, status);
    await expect(firstValueFrom(http.get('/'))).rejects.toMatchObject({
      code: 'ERR_IAP_REFUSED',
      status,
      retryAfter: 0,
    });
    expect(upstream.received).toHaveLength(3);
  });

  it('leaves no timer behind when it is given up in between', async () => {
    const http = await startClient({ baseURL: upstream.origin });
    const controller = new AbortController();
    turnAway(1, 503, { 'retry-after': '9' });
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const call = firstValueFrom(http.get('/', { signal: controller.signal }));
    const before = timers();
    while (timers() <= before) await new Promise(setImmediate);
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: 'ERR_CANCELED' });
    expect(timers()).toBeLessThanOrEqual(before);
    expect(upstream.received).toHaveLength(1);
  });

  it.each`
    what                          | options           | call                                                        | headers
    ${'POST'}                     | ${{}}             | ${() => ({ method: 'post', data: 'x' })}                    | ${{ 'retry-after': '0' }}
    ${'a stream'}                 | ${{}}             | ${() => ({ method: 'put', data: Readable.from(['once']) })} | ${{ 'retry-after': '0' }}
    ${'a wait past the timeout'}  | ${{}}             | ${() => ({ timeout: 1000 })}                                | ${{ 'retry-after': '1' }}
    ${'a wait past all patience'} | ${{}}             | ${() => ({})}                                               | ${{ 'retry-after': '11' }}
    ${'a date past all patience'} | ${{}}             | ${() => ({})}                                               | ${{ 'retry-after': 'Fri, 01 Jan 2100 00:00:00 GMT' }}
    ${'an app that wants none'}   | ${{ retries: 0 }} | ${() => ({})}                                               | ${{ 'retry-after': '0' }}
  `('is sent once: $what', async ({ options, call, headers }: Row) => {
    const http = await startClient({ baseURL: upstream.origin, ...options });
    turnAway(1, 503, headers);
    await expect(firstValueFrom(http.request({ url: '/', ...call() }))).rejects.toMatchObject({
      status: 503,
    });
    expect(upstream.received).toHaveLength(1);
  });

  it('is sent again at once after a date that has passed', async () => {
    const http = await startClient({ baseURL: upstream.origin });
    turnAway(1, 503, { 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' });
    expect((await firstValueFrom(http.get('/'))).status).toBe(200);
  });

  it('is given up with the caller, also while it waits', async () => {
    const http = await startClient({ baseURL: upstream.origin });
    const abort = new AbortController();
    turnAway(1, 503, { 'retry-after': '9' });
    const { answer } = upstream;
    upstream.answer = (request, response) => {
      answer(request, response);
      response.once('finish', () =>
        setImmediate(() => {
          abort.abort();
        }),
      );
    };
    await expect(firstValueFrom(http.get('/', { signal: abort.signal }))).rejects.toMatchObject({
      code: 'ERR_CANCELED',
    });
    expect(upstream.received).toHaveLength(1);
  });

  it('is the app’s own business when the app says so', async () => {
    const http = await startClient({ baseURL: upstream.origin });
    upstream.received.length = 0;
    upstream.answer = (_request, response) => response.writeHead(503, { 'retry-after': '0' }).end();
    await expect(firstValueFrom(http.get('/'))).rejects.toMatchObject({ isAxiosError: true, status: 503 });
    expect(upstream.received).toHaveLength(1);
  });
});
