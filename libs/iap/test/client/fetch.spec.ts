import { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';

import {
  createIapFetch,
  discoverTargetAudience,
  iapUpgradeHeaders,
  type IapFetch,
} from '../../src/client/index.ts';
import { byIap, json, startLoopback, type Loopback } from './loopback.ts';
import { startMetadataServer, type MetadataServer } from './metadata.ts';
import { CALLER, freshAudience } from './mint.ts';
import { findSecret } from './secret-scan.ts';

const HELLO = { method: 'POST', body: 'hello', headers: { 'x-a': '1' } };
const SIGN_IN = 'https://accounts.google.com/o/oauth2/v2/auth?client_id=';

describe('without Axios', () => {
  let metadata: MetadataServer;
  let upstream: Loopback;
  let foreign: Loopback;
  let iapFetch: IapFetch;
  const bearer = () => upstream.received.map(({ headers }) => headers.authorization);

  beforeAll(async () => {
    metadata = await startMetadataServer({ METADATA_SERVER_DETECTION: 'assume-present' });
    upstream = await startLoopback(() => undefined);
    foreign = await startLoopback(() => undefined);
  });
  beforeEach(() => {
    for (const { received } of [upstream, foreign, metadata]) received.length = 0;
    upstream.answer = (_request, response) => {
      json(response, { ok: true });
    };
    iapFetch = createIapFetch({ baseURL: `${upstream.origin}/v1`, targetAudience: freshAudience() });
  });
  afterEach(() => {
    expect(foreign.received).toEqual([]);
  });
  afterAll(() => Promise.all([metadata, upstream, foreign].map((server) => server.close())));

  it.each`
    what           | input                                        | url
    ${'a path'}    | ${() => '/quotes?a=1'}                       | ${'/v1/quotes?a=1'}
    ${'a URL'}     | ${() => `${upstream.origin}/x`}              | ${'/x'}
    ${'an object'} | ${() => new URL(`${upstream.origin}/x`)}     | ${'/x'}
    ${'a request'} | ${() => new Request(`${upstream.origin}/x`)} | ${'/x'}
  `('fetches $what with the token', async ({ input, url }: { input: () => string; url: string }) => {
    const response = await iapFetch(input());
    expect(await response.json()).toEqual({ ok: true });
    expect(upstream.received[0]).toMatchObject({
      url,
      headers: { authorization: expect.stringMatching(/^Bearer ey/) },
    });
    expect(findSecret(response, String(bearer()[0]).slice(7))).toEqual([]);
  });

  it('asks for one token, however many calls, and keeps what the app sends', async () => {
    const post = {
      method: 'POST',
      body: 'text',
      headers: { 'x-app': '1', 'X-Goog-IAP-JWT-Assertion': 'visitor' },
    };
    await Promise.all(Array.from({ length: 50 }, () => iapFetch('/', post)));
    expect(metadata.identityRequests()).toHaveLength(1);
    expect(upstream.received[49]).toMatchObject({ method: 'POST', body: 'text', headers: { 'x-app': '1' } });
    expect(upstream.received[0]?.headers).not.toHaveProperty('x-goog-iap-jwt-assertion');
  });

  it.each`
    what                   | input                                       | init                                       | code
    ${'another origin'}    | ${() => `${foreign.origin}/x`}              | ${{}}                                      | ${'ERR_IAP_ORIGIN'}
    ${'//host'}            | ${() => `//${foreign.host}/x`}              | ${{}}                                      | ${'ERR_IAP_ORIGIN'}
    ${'user info'}         | ${() => `http://u:p@${upstream.host}/x`}    | ${{}}                                      | ${'ERR_IAP_ORIGIN'}
    ${'a foreign request'} | ${() => new Request(`${foreign.origin}/x`)} | ${{}}                                      | ${'ERR_IAP_ORIGIN'}
    ${'another host'}      | ${() => '/'}                                | ${{ headers: { Host: 'evil.example' } }}   | ${'ERR_IAP_ORIGIN'}
    ${'a dispatcher'}      | ${() => '/'}                                | ${{ dispatcher: {} }}                      | ${'ERR_IAP_ORIGIN'}
    ${'a credential'}      | ${() => '/'}                                | ${{ headers: { Authorization: 'Basic' } }} | ${'ERR_IAP_CONFIG'}
  `(
    'does not send: $what',
    async ({ input, init, code }: { input: () => string; init: object; code: string }) => {
      await expect(iapFetch(input(), init)).rejects.toMatchObject({ code });
      expect(upstream.received).toEqual([]);
    },
  );

  it('does not follow redirects', async () => {
    upstream.answer = (_request, response) =>
      response.writeHead(307, { location: `${foreign.origin}/x` }).end();
    expect((await iapFetch('/', { redirect: 'follow' })).status).toBe(307);
  });

  it.each`
    status | body                                      | error
    ${403} | ${''}                                     | ${{ code: 'ERR_IAP_REFUSED', reason: 'role', message: expect.stringContaining(CALLER) }}
    ${401} | ${'Invalid IAP credentials: empty token'} | ${{ code: 'ERR_IAP_REFUSED', reason: 'no-credential' }}
    ${302} | ${''}                                     | ${{ code: 'ERR_IAP_SIGN_IN_REQUIRED' }}
  `('makes $status of IAP an error', async ({ status, body, error }) => {
    upstream.answer = (_request, response) => {
      byIap(response, status, body, { location: SIGN_IN });
    };
    await expect(iapFetch('/')).rejects.toMatchObject(error);
  });

  it('leaves the app’s own refusals to the app', async () => {
    upstream.answer = (_request, response) => {
      json(response, { no: true }, 403);
    };
    expect((await iapFetch('/')).status).toBe(403);
  });

  it.each`
    what          | status | init                                                                              | requests
    ${'a token'}  | ${401} | ${() => ({ method: 'POST', body: 'again' })}                                      | ${2}
    ${'a while'}  | ${503} | ${() => ({ method: 'PUT', body: 'again' })}                                       | ${2}
    ${'POST'}     | ${503} | ${() => ({ method: 'POST', body: 'once' })}                                       | ${1}
    ${'a stream'} | ${401} | ${() => ({ method: 'PUT', body: ReadableStream.from(['once']), duplex: 'half' })} | ${1}
    ${'a form'}   | ${503} | ${() => ({ method: 'PUT', body: new FormData() })}                                | ${1}
  `(
    'sends $what after $status $requests times',
    async ({ status, init, requests }: { status: number; init: () => RequestInit; requests: number }) => {
      upstream.answer = (_request, response) => {
        if (upstream.received.length === 1) byIap(response, status, '', { 'retry-after': '0' });
        else json(response, { ok: true });
      };
      const call = iapFetch('/', init());
      if (requests === 1) await expect(call).rejects.toMatchObject({ code: 'ERR_IAP_REFUSED', status });
      else expect(await (await call).json()).toEqual({ ok: true });
      expect(upstream.received).toHaveLength(requests);
      expect(upstream.received.at(-1)?.body).toBe(upstream.received[0]?.body);
    },
  );

  it('gives up with its signal', async () => {
    upstream.answer = () => undefined;
    await expect(iapFetch('/', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
    const stream = await (async () => {
      upstream.answer = (_request, response) => response.write('first');
      return iapFetch('/');
    })();
    const [first] = (await Readable.fromWeb(stream.body!).take(1).toArray()) as [Uint8Array];
    expect(Buffer.from(first).toString()).toBe('first');
  });

  it('knows no dispatcher but its own, however well one is hidden', async () => {
    const seen: unknown[] = [];
    const dispatcher = { dispatch: (options: unknown) => seen.push(options) > 0 };
    const hidden = new Request(`${upstream.origin}/x`, { dispatcher } as unknown as RequestInit);
    expect((await iapFetch(hidden)).status).toBe(200);
    expect((await iapFetch('/x', hidden)).status).toBe(200);
    await expect(iapFetch('/x', { dispatcher } as unknown as RequestInit)).rejects.toMatchObject({
      code: 'ERR_IAP_ORIGIN',
    });
    expect(seen).toEqual([]);
  });

  it.each<[string, () => [string | Request, (RequestInit | Request | null)?]]>([
    ['a request', () => [new Request(`${upstream.origin}/v1/x`, HELLO)]],
    ['a request with its init replaced', () => [new Request(`${upstream.origin}/v1/x`), HELLO]],
    ['a request for an init', () => ['/x', new Request(`${upstream.origin}/other`, HELLO)]],
    ['an init', () => ['/x', HELLO]],
  ])('sends all of %s', async (_what, args) => {
    await iapFetch(...args());
    expect(upstream.received[0]).toMatchObject({ method: 'POST', url: '/v1/x', body: 'hello' });
    expect(upstream.received[0]?.headers).toMatchObject({ 'x-a': '1', authorization: expect.any(String) });
  });

  it('takes null for no init, as fetch does', async () => {
    expect((await iapFetch('/x', null)).status).toBe(200);
  });

  it('gives up with its signal also while a token is waited for, for the signal’s own reason', async () => {
    const { answerIdentity } = metadata;
    metadata.answerIdentity = () => undefined;
    const fetch = createIapFetch({ baseURL: upstream.origin, targetAudience: freshAudience() });
    const reason = new Error('enough');
    const controller = new AbortController();
    const call = fetch('/', { signal: controller.signal });
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
    metadata.answerIdentity = answerIdentity;
    expect(upstream.received).toEqual([]);
  });

  it('gives up with its signal also between two attempts, for the signal’s own reason', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    upstream.answer = (_request, response) => {
      byIap(response, 503, '', { 'retry-after': '9' });
      setImmediate(() => {
        controller.abort(reason);
      });
    };
    await expect(iapFetch('/', { signal: controller.signal })).rejects.toBe(reason);
    expect(upstream.received).toHaveLength(1);
  });

  it('reads no more of a refusal than a page', async () => {
    upstream.answer = (_request, response) => {
      response.writeHead(403, { 'x-goog-iap-generated-response': 'true', 'content-type': 'text/html' });
      response.write('a'.repeat(100_000)); // And it never ends.
    };
    await expect(iapFetch('/')).rejects.toMatchObject({ code: 'ERR_IAP_REFUSED', status: 403 });
  });

  describe('iapUpgradeHeaders', () => {
    const options = () => ({ baseURL: upstream.origin, targetAudience: freshAudience() });

    it('holds the token for the origin, in the header that was chosen', async () => {
      const url = `ws://${upstream.host}/socket`;
      expect(await iapUpgradeHeaders(options(), url)).toEqual({
        authorization: expect.stringMatching(/^Bearer ey/),
      });
      const proxied = { ...options(), credentialHeader: 'proxy-authorization' } as const;
      expect(await iapUpgradeHeaders(proxied, new URL(url))).toHaveProperty('proxy-authorization');
    });

    it.each(['ws://127.0.0.1:1/', 'wss://F/', 'ws://evil.example/', 'http:/x'])(
      'has none for %s',
      async (url) => {
        await expect(iapUpgradeHeaders(options(), url)).rejects.toMatchObject({ code: 'ERR_IAP_ORIGIN' });
        expect(metadata.received).toEqual([]);
      },
    );
  });

  describe('discoverTargetAudience', () => {
    it('reads the client id off the redirect, and says so', async () => {
      const targetAudience = '123-abc.apps.googleusercontent.com';
      upstream.answer = (_request, response) => {
        byIap(response, 302, '', { location: SIGN_IN + targetAudience });
      };
      expect(await discoverTargetAudience(upstream.origin)).toEqual({
        targetAudience,
        found: `${upstream.origin} redirects (302) to sign in with the OAuth client ${targetAudience}`,
      });
      expect(bearer()).toEqual([undefined]);
    });

    it.each`
      what                | status | marked   | location                                                            | who
      ${'no redirect'}    | ${200} | ${false} | ${''}                                                               | ${/answered 200 by no IAP/}
      ${'a denial'}       | ${403} | ${true}  | ${''}                                                               | ${/answered 403 by IAP/}
      ${'another host'}   | ${302} | ${false} | ${'https://evil.example/?client_id=1-a.apps.googleusercontent.com'} | ${/answered 302/}
      ${'another client'} | ${302} | ${true}  | ${`${SIGN_IN}evil.example`}                                         | ${/answered 302/}
    `('takes $what for no answer', async ({ status, marked, location, who }) => {
      upstream.answer = (_request, response) => {
        if (marked) byIap(response, status, '', { location });
        else response.writeHead(status, { location }).end();
      };
      await expect(discoverTargetAudience(upstream.origin)).rejects.toMatchObject({
        code: 'ERR_IAP_CONFIG',
        message: expect.stringMatching(who),
      });
    });

    it('asks nobody at an address that is none', async () => {
      await expect(discoverTargetAudience('http://example.com')).rejects.toThrow(/must be https/);
    });
  });
});
