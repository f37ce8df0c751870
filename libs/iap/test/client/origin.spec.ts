import { firstValueFrom } from 'rxjs';
import type { AxiosRequestConfig } from 'axios';

import type { IapHttpService } from '../../src/client/index.ts';
import { startClient } from './client.ts';
import { json, startLoopback, type Loopback } from './loopback.ts';
import { startMetadataServer, type MetadataServer } from './metadata.ts';

describe('a request that leads elsewhere', () => {
  let metadata: MetadataServer;
  let upstream: Loopback;
  let foreign: Loopback;
  let http: IapHttpService;
  const environment = { ...process.env };

  beforeAll(async () => {
    metadata = await startMetadataServer();
    upstream = await startLoopback((_request, response) => {
      json(response, {});
    });
    foreign = await startLoopback((_request, response) => {
      json(response, {});
    });
    http = await startClient({ baseURL: `${upstream.origin}/v1` });
    await firstValueFrom(http.get('/warm'));
  });
  afterAll(() => Promise.all([metadata.close(), upstream.close(), foreign.close()]));
  beforeEach(() => {
    upstream.received.length = 0;
    foreign.received.length = 0;
  });
  afterEach(() => {
    process.env = { ...environment };
    expect(foreign.received).toEqual([]);
  });

  /** `F` stands for the foreign server's host and port, `U` for the upstream's. */
  const aim = (url: string) => url.replaceAll('F', foreign.host).replaceAll('U', upstream.host);

  it.each`
    what                                  | url
    ${'absolute'}                         | ${'http://F/x'}
    ${'absolute, https'}                  | ${'https://F/x'}
    ${'absolute, upper case'}             | ${'HTTP://F/x'}
    ${'the same host, another scheme'}    | ${'https://U/x'}
    ${'another port'}                     | ${'http://127.0.0.1:1/x'}
    ${'another name of loopback'}         | ${'http://localhost:80/x'}
    ${'a blank first'}                    | ${' http://F/x'}
    ${'a tab in the scheme'}              | ${'ht\ttp://F/x'}
    ${'a line break first'}               | ${'/\n/F/x'}
    ${'a null byte'}                      | ${'/x\u0000'}
    ${'no slashes'}                       | ${'http:F/x'}
    ${'one slash'}                        | ${'http:/F/x'}
    ${'three slashes'}                    | ${'http:///F/x'}
    ${'relative to the scheme'}           | ${'//F/x'}
    ${'three slashes, no scheme'}         | ${'///F/x'}
    ${'a backslash'}                      | ${'/\\F/x'}
    ${'two backslashes'}                  | ${'\\\\F/x'}
    ${'a backslash after the scheme'}     | ${'http:\\\\F/x'}
    ${'the upstream as user info'}        | ${'http://U@F/x'}
    ${'a backslash before the user info'} | ${'http://F\\@U/x'}
    ${'user info for the upstream'}       | ${'http://u:p@U/x'}
    ${'a user for the upstream'}          | ${'http://u@U/x'}
    ${'a suffix of the host'}             | ${'http://127.0.0.1.example.com/x'}
    ${'a trailing dot'}                   | ${'http://127.0.0.1.:1/x'}
    ${'another scheme'}                   | ${'file:///etc/passwd'}
    ${'a web socket'}                     | ${'ws://U/x'}
    ${'no host'}                          | ${'http://'}
  `('is not sent: $what', async ({ url }) => {
    await expect(firstValueFrom(http.get(aim(url)))).rejects.toMatchObject({
      code: 'ERR_IAP_ORIGIN',
      expected: upstream.origin,
      message: expect.not.stringMatching(/passwd|u:p|\/x/),
    });
    expect(upstream.received).toEqual([]);
  });

  it.each`
    what                         | config
    ${'baseURL'}                 | ${() => ({ baseURL: foreign.origin })}
    ${'a baseURL at home'}       | ${() => ({ baseURL: `${upstream.origin}/v2` })}
    ${'socketPath'}              | ${() => ({ socketPath: '/tmp/nobody.sock' })}
    ${'transport'}               | ${() => ({ transport: { request: () => undefined } })}
    ${'a proxy'}                 | ${() => ({ proxy: { host: '127.0.0.1', port: Number(foreign.host.split(':')[1]) } })}
    ${'no proxy, but undefined'} | ${() => ({ proxy: null })}
    ${'maxRedirects'}            | ${() => ({ maxRedirects: 5 })}
    ${'HTTP/2'}                  | ${() => ({ httpVersion: 2 })}
    ${'a Host header'}           | ${() => ({ headers: { Host: foreign.host } })}
    ${'a Host header in blanks'} | ${() => ({ headers: { ' Host ': foreign.host } })}
    ${'a URL object'}            | ${() => ({ url: new URL(`${foreign.origin}/x`) })}
  `('is not sent: the request sets $what', async ({ config }: { config: () => AxiosRequestConfig }) => {
    await expect(firstValueFrom(http.request({ url: '/x', ...config() }))).rejects.toMatchObject({
      code: 'ERR_IAP_ORIGIN',
    });
    expect(upstream.received).toEqual([]);
  });

  it('is not sent when an interceptor or a transformation of the app redirects it', async () => {
    const own = await startClient({ baseURL: upstream.origin });
    own.axiosRef.interceptors.request.use((config) => ({ ...config, url: `${foreign.origin}/x` }));
    await expect(firstValueFrom(own.get('/'))).rejects.toMatchObject({ code: 'ERR_IAP_ORIGIN' });
    const transformRequest = function (this: AxiosRequestConfig) {
      this.url = `${foreign.origin}/x`;
    };
    await expect(firstValueFrom(http.post('/', {}, { transformRequest }))).rejects.toMatchObject({
      code: 'ERR_IAP_ORIGIN',
    });
  });

  it.each`
    url                      | path
    ${undefined}             | ${'/v1'}
    ${''}                    | ${'/v1'}
    ${'quotes'}              | ${'/v1/quotes'}
    ${'/quotes'}             | ${'/v1/quotes'}
    ${'quotes:batch'}        | ${'/v1/quotes:batch'}
    ${'?a=1'}                | ${'/v1/?a=1'}
    ${'/quotes?next=//F\\x'} | ${'/v1/quotes?next=//F\\x'}
    ${'/@F'}                 | ${'/v1/@F'}
    ${'../F'}                | ${'/F'}
    ${'http://U/elsewhere'}  | ${'/elsewhere'}
    ${'HTTP://U/elsewhere'}  | ${'/elsewhere'}
    ${' /quotes '}           | ${'/v1/quotes'}
  `('stays at home: $url', async ({ url, path }) => {
    await firstValueFrom(http.request({ url: url && aim(url), params: { p: 1 } }));
    const expected = aim(path);
    expect(upstream.received[0]?.url).toBe(`${expected}${expected.includes('?') ? '&' : '?'}p=1`);
    expect(upstream.received[0]?.headers.authorization).toMatch(/^Bearer /);
  });

  it.each([301, 302, 303, 307, 308])('is not made of a redirect: %d', async (status) => {
    upstream.answer = (_request, response) => {
      response.writeHead(status, { location: `${foreign.origin}/x` }).end();
    };
    await expect(firstValueFrom(http.get('/'))).rejects.toMatchObject({ isAxiosError: true, status });
    const response = await firstValueFrom(http.get('/', { validateStatus: null }));
    expect(response.headers).toMatchObject({ location: `${foreign.origin}/x` });
    expect(upstream.received).toHaveLength(2);
  });

  it('takes no proxy from the environment', async () => {
    upstream.answer = (_request, response) => {
      json(response, {});
    };
    for (const name of ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY']) {
      process.env[name] = foreign.origin;
    }
    for (const name of ['no_proxy', 'NO_PROXY']) process.env[name] = '';
    await firstValueFrom(http.get('/'));
    expect(upstream.received).toHaveLength(1);
  });

  it('is checked again when another Axios instance is handed the config of an error', async () => {
    upstream.answer = (_request, response) => {
      json(response, {}, 500);
    };
    const error: unknown = await firstValueFrom(http.get('/')).catch((reason: unknown) => reason);
    const { cancelToken: _cancelled, ...config } = (error as { config: AxiosRequestConfig }).config;
    const { default: axios } = await import('axios');
    await expect(axios.request({ ...config, url: `${foreign.origin}/x` })).rejects.toMatchObject({
      code: 'ERR_IAP_ORIGIN',
    });
    const { adapter: _, ...bare } = config;
    foreign.received.length = 0;
    await axios.request({ ...bare, baseURL: foreign.origin });
    expect(foreign.received.splice(0)[0]?.headers).not.toHaveProperty('authorization');
  });
});
