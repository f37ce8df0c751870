import axios from 'axios';
import { firstValueFrom } from 'rxjs';

import type { IapHttpService } from '../../src/client/index.ts';
import { startClient } from './client.ts';
import { json, startLoopback, type Loopback, type Received } from './loopback.ts';
import { startMetadataServer, type MetadataServer } from './metadata.ts';
import { mintIdToken } from './mint.ts';
import type { ServerResponse } from 'node:http';

const aud = ({ url }: Received) => new URL(url, 'http://metadata').searchParams.get('audience');

describe('the source of ID tokens', () => {
  let metadata: MetadataServer;
  let upstream: Loopback;
  let http: IapHttpService;
  const environment = { ...process.env };

  beforeAll(async () => {
    upstream = await startLoopback((_request, response) => {
      json(response, {});
    });
  });
  beforeEach(async () => {
    metadata = await startMetadataServer({ METADATA_SERVER_DETECTION: 'assume-present' });
    http = await startClient({ baseURL: upstream.origin });
    upstream.received.length = 0;
  });
  afterEach(async () => {
    await metadata.close();
    process.env = { ...environment };
  });
  afterAll(() => upstream.close());

  it.each`
    answer                         | give                                                                                                                   | error
    ${'404'}                       | ${(_: Received, response: ServerResponse) => response.writeHead(404).end()}                                            | ${{ code: 'ERR_IAP_TOKEN_UNAVAILABLE', reason: 'refused', status: 404 }}
    ${'403'}                       | ${(_: Received, response: ServerResponse) => response.writeHead(403).end()}                                            | ${{ code: 'ERR_IAP_TOKEN_UNAVAILABLE', reason: 'refused', status: 403 }}
    ${'an answer of someone else'} | ${(_: Received, response: ServerResponse) => response.setHeader('metadata-flavor', 'x').end('x')}                      | ${{ code: 'ERR_IAP_TOKEN_UNAVAILABLE', reason: 'unreachable' }}
    ${'nothing'}                   | ${(_: Received, response: ServerResponse) => response.end()}                                                           | ${{ code: 'ERR_IAP_TOKEN_INVALID', reason: 'not-a-jwt' }}
    ${'a page'}                    | ${(_: Received, response: ServerResponse) => response.end('<html>')}                                                   | ${{ code: 'ERR_IAP_TOKEN_INVALID', reason: 'not-a-jwt' }}
    ${'JSON'}                      | ${(_: Received, response: ServerResponse) => response.end('{"id_token":"x"}')}                                         | ${{ code: 'ERR_IAP_TOKEN_INVALID', reason: 'not-a-jwt' }}
    ${'a token for someone else'}  | ${(_: Received, response: ServerResponse) => response.end(mintIdToken())}                                              | ${{ code: 'ERR_IAP_TOKEN_INVALID', reason: 'audience' }}
    ${'a token without email'}     | ${(request: Received, response: ServerResponse) => response.end(mintIdToken({ aud: aud(request), email: undefined }))} | ${{ code: 'ERR_IAP_TOKEN_INVALID', reason: 'email-missing' }}
    ${'a token that has expired'}  | ${(request: Received, response: ServerResponse) => response.end(mintIdToken({ aud: aud(request), exp: 1 }))}           | ${{ code: 'ERR_IAP_TOKEN_INVALID', reason: 'expired' }}
  `('answers with $answer: the caller is told, and nothing is sent', async ({ give, error }) => {
    metadata.answerIdentity = give;
    await expect(firstValueFrom(http.get('/'))).rejects.toMatchObject({
      ...error,
      message: expect.not.stringContaining('eyJ'),
    });
    expect(upstream.received).toEqual([]);
  });

  it('may be slow: the time-out and the abort of a call hold while it waits', async () => {
    const asked = new Promise<ServerResponse>((resolve) => {
      metadata.answerIdentity = (_request, response) => {
        resolve(response);
      };
    });
    await expect(firstValueFrom(http.get('/', { timeout: 20 }))).rejects.toMatchObject({
      isAxiosError: true,
      code: 'ECONNABORTED',
      message: 'timeout of 20ms exceeded',
    });
    const abort = new AbortController();
    const call = firstValueFrom(http.get('/', { signal: abort.signal }));
    abort.abort();
    await expect(call).rejects.toMatchObject({ code: 'ERR_CANCELED' });
    const source = axios.CancelToken.source();
    const another = http.axiosRef.get('/', { cancelToken: source.token });
    source.cancel();
    await expect(another).rejects.toMatchObject({ code: 'ERR_CANCELED' });
    expect(upstream.received).toEqual([]);
    (await asked).writeHead(404).end();
  });
});
