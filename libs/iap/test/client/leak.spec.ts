import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { PassThrough, type Readable } from 'node:stream';
import { inspect } from 'node:util';

import { AxiosError, isAxiosError, type AxiosRequestConfig } from 'axios';
import { firstValueFrom } from 'rxjs';

import type { CredentialHeader, IapHttpService } from '../../src/client/index.ts';
import { startClient } from './client.ts';
import { byIap, json, startLoopback, type Loopback } from './loopback.ts';
import { startMetadataServer, type MetadataServer } from './metadata.ts';
import { findSecret } from './secret-scan.ts';

/** A port that nothing listens on. */
async function closedPort(): Promise<string> {
  const server = await startLoopback(() => undefined);
  await server.close();
  return server.origin;
}

const failureOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => Promise.reject(new Error('did not fail')),
    (error: unknown) => error,
  );

const HEADERS: CredentialHeader[] = ['authorization', 'proxy-authorization'];

describe.each(HEADERS)('the token in %s', (credentialHeader) => {
  let metadata: MetadataServer;
  let upstream: Loopback;
  let client: IapHttpService;
  let token: string;

  beforeAll(async () => {
    metadata = await startMetadataServer();
    upstream = await startLoopback((_request, response) => {
      json(response, {});
    });
    client = await startClient({ baseURL: upstream.origin, credentialHeader });
    await firstValueFrom(client.get('/'));
    token = String(upstream.received[0]?.headers[credentialHeader]).slice('Bearer '.length);
    expect(token.length).toBeGreaterThan(300);
  });
  afterAll(() => Promise.all([metadata.close(), upstream.close()]));

  /** Any part of it is too much: the claims alone tell who calls whom. */
  const leaks = (value: unknown): string[] => token.split('.').flatMap((part) => findSecret(value, part));

  it('is found by the scan where Axios itself leaves it', async () => {
    const { default: axios } = await import('axios');
    upstream.answer = (_request, response) => {
      json(response, {}, 500);
    };
    const error = await failureOf(
      axios.get(upstream.origin, { headers: { [credentialHeader]: `Bearer ${token}` } }),
    );
    expect(leaks(error)).toEqual(
      expect.arrayContaining(['inspect', 'JSON', 'toJSON', 'root.request._header']),
    );
  });

  it.each`
    failure                 | config                                                                                        | code
    ${'500 of the app'}     | ${{}}                                                                                         | ${'ERR_BAD_RESPONSE'}
    ${'500 as a stream'}    | ${{ responseType: 'stream' }}                                                                 | ${'ERR_BAD_RESPONSE'}
    ${'an answer too long'} | ${{ maxContentLength: 1, validateStatus: null }}                                              | ${'ERR_BAD_RESPONSE'}
    ${'a body too long'}    | ${{ method: 'post', data: 'long', maxBodyLength: 1 }}                                         | ${'ERR_BAD_REQUEST'}
    ${'broken JSON'}        | ${{ validateStatus: null, responseType: 'json', transitional: { silentJSONParsing: false } }} | ${'ERR_BAD_RESPONSE'}
  `('is in no error: $failure', async ({ config, code }: { config: AxiosRequestConfig; code: string }) => {
    upstream.answer = (_request, response) => {
      response.writeHead(500).end('{"broken');
    };
    const error = await failureOf(firstValueFrom(client.request({ url: '/', ...config })));
    expect(error).toMatchObject({ isAxiosError: true, code });
    expect(leaks(error)).toEqual([]);
    if (!isAxiosError(error) || !error.response) return;
    expect(error.response.config).toBe(error.config);
    expect(error.response.request).toMatchObject({ protocol: 'http:', host: upstream.host, path: '/' });
    expect(error.config?.url).toBe('/');
  });

  it.each`
    body         | data
    ${'no body'} | ${undefined}
    ${'a text'}  | ${'text'}
  `('is in no error: connection refused, $body', async ({ data }) => {
    const nobody = await startClient({ baseURL: await closedPort(), credentialHeader });
    for (const call of [nobody.post('/', data), nobody.post('/', data)]) {
      const error = await failureOf(firstValueFrom(call));
      expect(error).toMatchObject({
        isAxiosError: true,
        code: 'ECONNREFUSED',
        request: { method: 'POST', path: '/' },
      });
      expect(findSecret(error, 'eyJ')).toEqual([]);
    }
  });

  it('is in no error: connection reset, time-out, abort', async () => {
    upstream.answer = (_request, response) => response.destroy();
    const reset = await failureOf(firstValueFrom(client.get('/')));
    upstream.answer = () => undefined;
    const late = await failureOf(firstValueFrom(client.get('/', { timeout: 20 })));
    const abort = new AbortController();
    upstream.answer = () => {
      abort.abort();
    };
    const aborted = await failureOf(firstValueFrom(client.get('/', { signal: abort.signal })));
    expect(reset).toMatchObject({ code: 'ECONNRESET' });
    expect(late).toMatchObject({ code: 'ECONNABORTED', message: 'timeout of 20ms exceeded' });
    expect(aborted).toMatchObject({ code: 'ERR_CANCELED' });
    expect(leaks([reset, late, aborted])).toEqual([]);
  });

  it.each`
    body         | data
    ${'no body'} | ${undefined}
    ${'a text'}  | ${'text'}
  `('is in no error: no connection in time, $body, nor in what waited for it', async ({ data }) => {
    const httpAgent = new http.Agent();
    const socket = Object.assign(new net.Socket(), { connecting: true });
    httpAgent.createConnection = () => socket;
    const error = await failureOf(firstValueFrom(client.post('/', data, { httpAgent, timeout: 20 })));
    expect(error).toMatchObject({
      isAxiosError: true,
      code: 'ECONNABORTED',
      message: 'timeout of 20ms exceeded',
    });
    expect(leaks([error, socket, httpAgent])).toEqual([]);
  });

  it('is in no request that waited for a connection in vain', async () => {
    const httpAgent = new http.Agent({ maxSockets: 1 });
    const abort = new AbortController();
    const arrived = new Promise<void>((resolve) => {
      upstream.answer = () => {
        resolve();
      };
    });
    const first = failureOf(firstValueFrom(client.get('/', { httpAgent, signal: abort.signal })));
    await arrived;
    const queued = await failureOf(firstValueFrom(client.get('/', { httpAgent, timeout: 20 })));
    expect(queued).toMatchObject({ code: 'ECONNABORTED' });
    expect(Object.values(httpAgent.requests).flat()).toHaveLength(1);
    expect(leaks(httpAgent)).toEqual([]);
    abort.abort();
    await first;
  });

  it('is in no answer that comes before the upload has ended', async () => {
    const early = http.createServer((_request, response) => {
      response.write('early');
    });
    await once(early.listen(0, '127.0.0.1'), 'listening');
    const baseURL = `http://127.0.0.1:${(early.address() as AddressInfo).port}`;
    const own = await startClient({ baseURL, credentialHeader });
    const upload = new PassThrough();
    upload.write('piece');
    const response = await firstValueFrom(own.post<Readable>('/', upload, { responseType: 'stream' }));
    expect(findSecret(response, 'eyJ')).toEqual([]);
    response.data.destroy();
    early.closeAllConnections();
    early.close();
  });

  it('is in no error of IAP', async () => {
    upstream.answer = (_request, response) => {
      byIap(response, 401, `Invalid IAP credentials: Base64 decode failed on token: ${token}`);
    };
    const error = await failureOf(firstValueFrom(client.get('/')));
    expect(error).toMatchObject({ code: 'ERR_IAP_REFUSED' });
    expect(leaks(error)).toEqual([]);
  });

  it('is in no response', async () => {
    upstream.answer = (_request, response) => {
      json(response, {});
    };
    const response = await firstValueFrom(client.post('/', { a: 1 }));
    expect(response.request).toEqual({
      method: 'POST',
      protocol: 'http:',
      host: upstream.host,
      path: '/',
    });
    expect(leaks(response)).toEqual([]);
  });

  it('is in no stream, nor in the error that ends one', async () => {
    upstream.answer = (_request, response) => {
      response.write('first');
    };
    const abort = new AbortController();
    const config = { responseType: 'stream', signal: abort.signal, maxContentLength: 1000 } as const;
    const response = await firstValueFrom(client.get<Readable>('/', config));
    expect(leaks(response)).toEqual([]);
    const ended = new Promise((resolve) => response.data.once('error', resolve));
    response.data.once('data', () => {
      abort.abort();
    });
    const error = await ended;
    expect(error).toBeInstanceOf(AxiosError);
    expect(leaks(error)).toEqual([]);
  });

  it('is not left on the connections that are kept, nor on those under way', async () => {
    const httpAgent = new http.Agent({ keepAlive: true });
    upstream.answer = (_request, response) => {
      expect(leaks(httpAgent)).toEqual([]);
      json(response, {});
    };
    await firstValueFrom(client.post('/', 'text', { httpAgent }));
    await firstValueFrom(client.get('/', { httpAgent }));
    expect(leaks(httpAgent)).toEqual([]);
    expect(inspect(httpAgent, { depth: 8, showHidden: true })).toContain('freeSockets');
    httpAgent.destroy();
  });

  it('cannot be read off the service', () => {
    expect(leaks(client)).toEqual([]);
  });
});
