import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';

import { HttpService } from '@nestjs/axios';
import axios, { type AxiosRequestConfig } from 'axios';
import { firstValueFrom } from 'rxjs';

import { startClient } from './client.ts';
import { json, startLoopback, type Loopback } from './loopback.ts';
import { startMetadataServer, type MetadataServer } from './metadata.ts';

/** Both services are put through the same cases: what Axios does, this client does. */
describe.each(['HttpService', 'IapHttpService'])('%s', (name) => {
  let metadata: MetadataServer;
  let upstream: Loopback;
  let http: HttpService;
  const defaults = { headers: { common: { 'x-app': 'web' } }, timeout: 5000 };

  beforeAll(async () => {
    metadata = await startMetadataServer({ METADATA_SERVER_DETECTION: 'assume-present' });
    upstream = await startLoopback((_request, response) => {
      json(response, { ok: true });
    });
    const { origin: baseURL } = upstream;
    http =
      name === 'HttpService'
        ? new HttpService(axios.create({ baseURL, maxRedirects: 0, ...defaults }))
        : await startClient({ baseURL, ...defaults });
  });
  afterAll(() => Promise.all([metadata.close(), upstream.close()]));
  beforeEach(() => {
    upstream.received.length = 0;
    upstream.answer = (_request, response) => {
      json(response, { ok: true });
    };
  });

  const call = (config: AxiosRequestConfig) => firstValueFrom(http.request<unknown>({ url: '/', ...config }));

  it.each(['get', 'delete', 'head', 'options', 'post', 'put', 'patch'])(
    'sends %s, params and headers',
    async (method) => {
      const { status, config } = await call({
        method,
        params: { a: 'x y', b: [1, 2] },
        headers: { 'x-call': '1' },
      });
      const [seen] = upstream.received;
      expect(status).toBe(200);
      expect(seen).toMatchObject({ method: method.toUpperCase(), url: '/?a=x+y&b%5B%5D=1&b%5B%5D=2' });
      expect(seen?.headers).toMatchObject({ 'x-app': 'web', 'x-call': '1' });
      expect(config).toMatchObject({ method, url: '/', baseURL: upstream.origin });
    },
  );

  it.each`
    responseType     | expected
    ${undefined}     | ${{ ok: true }}
    ${'json'}        | ${{ ok: true }}
    ${'text'}        | ${'{"ok":true}'}
    ${'arraybuffer'} | ${Buffer.from('{"ok":true}')}
  `('answers with responseType $responseType', async ({ responseType, expected }) => {
    expect((await call({ responseType })).data).toEqual(expected);
  });

  it('streams both ways without waiting for the end', async () => {
    upstream.answer = ({ body }, response) => {
      response.write(body);
    };
    const upload = new PassThrough();
    const answer = call({ method: 'post', data: upload, responseType: 'stream' });
    upload.end('piece');
    const { data } = await answer;
    const stream = data as Readable;
    const [first] = (await once(stream, 'data')) as [Buffer];
    expect(first.toString()).toBe('piece');
    stream.destroy();
  });

  it('reads a compressed answer', async () => {
    upstream.answer = (_request, response) => {
      response.setHeader('content-encoding', 'gzip').end(gzipSync('{"ok":true}'));
    };
    expect((await call({})).data).toEqual({ ok: true });
    const { data } = await call({ responseType: 'stream' });
    expect(await text(data as Readable)).toBe('{"ok":true}');
  });

  it('sends forms', async () => {
    const form = new FormData();
    form.set('a', '1');
    await call({ method: 'post', data: form });
    await call({ method: 'post', data: new URLSearchParams({ a: '1' }) });
    expect(upstream.received[0]?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(upstream.received[1]).toMatchObject({ body: 'a=1' });
  });

  it('reports progress', async () => {
    const loaded: number[] = [];
    await call({ method: 'post', data: 'abc', onUploadProgress: (event) => loaded.push(event.loaded) });
    expect(loaded.at(-1)).toBe(3);
  });

  it('keeps connections', async () => {
    for (let calls = 0; calls < 20; calls += 1) await call({});
    // undici lets a connection rest for one turn of the event loop; a call that follows at once takes a second one.
    expect(new Set(upstream.received.map(({ port }) => port)).size).toBeLessThanOrEqual(2);
  });

  it('leaves no timer behind, once an answer has begun', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
    upstream.answer = (_request, response) => {
      response.write('begun');
    };
    const before = timers();
    const { data } = await call({ responseType: 'stream', timeout: 60_000 });
    expect(timers()).toBe(before);
    (data as Readable).destroy();
  });

  it('decides by validateStatus', async () => {
    upstream.answer = (_request, response) => {
      json(response, { no: true }, 404);
    };
    await expect(call({})).rejects.toMatchObject({
      code: 'ERR_BAD_REQUEST',
      response: { data: { no: true } },
    });
    expect((await call({ validateStatus: null })).status).toBe(404);
  });

  it('stops when nobody listens any more, in time, and on abort', async () => {
    upstream.answer = () => undefined;
    await expect(call({ timeout: 20 })).rejects.toMatchObject({ code: 'ECONNABORTED' });
    await expect(call({ timeout: 20, timeoutErrorMessage: 'slow' })).rejects.toThrow('slow');
    const clarify = { timeout: 20, transitional: { clarifyTimeoutError: true } };
    await expect(call(clarify)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    await expect(call({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ERR_CANCELED' });
    const closed = new Promise((resolve) => {
      upstream.answer = (_request, response) => {
        response.once('close', resolve);
        subscription.unsubscribe();
      };
    });
    const subscription = http.get('/').subscribe();
    await closed;
  });

  it('lets interceptors see requests, responses and errors', async () => {
    const seen: unknown[] = [];
    const { interceptors } = http.axiosRef;
    const request = interceptors.request.use((config) => {
      config.headers.set('x-late', '1');
      return config;
    });
    const response = interceptors.response.use((answer) => {
      seen.push(answer.status);
      return answer;
    });
    await call({});
    interceptors.request.eject(request);
    interceptors.response.eject(response);
    expect(upstream.received[0]?.headers).toMatchObject({ 'x-late': '1' });
    expect(seen).toEqual([200]);
  });
});
