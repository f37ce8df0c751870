import http from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';

import { HttpService } from '@nestjs/axios';
import axios, { isAxiosError, type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { firstValueFrom } from 'rxjs';

import { startClient } from './client.ts';
import { startMetadataServer, type MetadataServer } from './metadata.ts';
import { RawUpstream } from './raw.upstream.ts';

const OK = 'HTTP/1.1 200 OK\r\n';
const JSON_OK = `${OK}content-type: application/json\r\ncontent-length: 11\r\n\r\n{"ok":true}`;
const packed = (encoding: string, body: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(`${OK}content-encoding: ${encoding}\r\ncontent-length: ${body.length}\r\n\r\n`),
    body,
  ]);
const chunked = (rest: string) => `${OK}transfer-encoding: chunked\r\n\r\n${rest}`;
const ended = (bytes: string) => (socket: Socket) => socket.end(bytes);
const reset = (bytes: string) => (socket: Socket) => {
  socket.write(bytes, () => socket.resetAndDestroy());
};
const silence = () => undefined;

interface Case {
  name: string;
  config?: (abort: AbortController) => AxiosRequestConfig;
  answer?: string | Buffer | ((socket: Socket, abort: AbortController) => unknown);
}

const headers = (set: object) => () => ({ headers: set as Record<string, string> });
const post =
  (data: unknown, more: AxiosRequestConfig = {}) =>
  () => ({ method: 'post', data, ...more });

/** Requests: what is sent must be the same. */
const requests: Case[] = [
  ...['get', 'GET', 'head', 'options', 'delete', 'post', 'put', 'patch'].map((method) => ({
    name: `method ${method}`,
    config: () => ({ method }),
    answer: method === 'head' ? `${OK}content-length: 11\r\n\r\n` : JSON_OK,
  })),
  ...['delete', 'get', 'options'].map((method) => ({
    name: `method ${method} with a body`,
    config: () => ({ method, data: { a: 1 } }),
  })),
  { name: 'method QUERY', config: () => ({ method: 'query', data: { a: 1 } }) },
  { name: 'method PURGE', config: () => ({ method: 'purge' }) },
  { name: 'params', config: () => ({ params: { a: 'x y', b: [1, 2], c: { d: 'ü' } } }) },
  { name: 'params with a query', config: () => ({ url: '/?q=1', params: { a: 1 } }) },
  { name: 'URLSearchParams', config: () => ({ params: new URLSearchParams({ a: 'ü' }) }) },
  { name: 'a serializer', config: () => ({ params: { a: 1 }, paramsSerializer: () => 'mine=1' }) },
  { name: 'a serializer of odd bytes', config: () => ({ params: { a: 1 }, paramsSerializer: () => 'a b' }) },
  {
    name: 'a serializer that throws',
    config: () => ({
      params: { a: 1 },
      paramsSerializer: () => {
        throw new Error('no');
      },
    }),
  },
  { name: 'dots and a fragment', config: () => ({ url: '/a/../b/./c?x=%20 y#z' }) },
  { name: 'a header, its case kept', config: headers({ 'X-MiXed': '1', lower: '2' }) },
  { name: 'a header list', config: headers({ 'x-list': ['1', '2'] }) },
  { name: 'a header off', config: headers({ Accept: false, 'User-Agent': false, 'Accept-Encoding': null }) },
  { name: 'a header of one’s own', config: headers({ 'user-agent': 'mine', 'accept-encoding': 'br' }) },
  { name: 'a number in a header', config: headers({ 'x-n': 1, 'x-b': true }) },
  { name: 'an empty header', config: headers({ 'x-empty': '' }) },
  { name: 'blanks round a header', config: headers({ 'x-blank': '  a  ' }) },
  { name: 'Latin-1 in a header', config: headers({ 'x-latin': 'é' }) },
  { name: 'more than Latin-1 in a header', config: headers({ 'x-wide': 'é€🙂' }) },
  { name: 'a line break in a header', config: headers({ 'x-break': 'a\r\nx-evil: 1' }) },
  { name: 'a content length', config: post('abc', { headers: { 'content-length': '3' } }) },
  { name: 'expect', config: post('abc', { headers: { expect: '' } }) },
  { name: 'connection: close', config: headers({ connection: 'close' }) },
  { name: 'an object', config: post({ a: [1, 'ü'] }) },
  { name: 'a text', config: post('ü', { headers: { 'content-type': 'text/plain' } }) },
  { name: 'an empty text', config: post('') },
  { name: 'null', config: post(null) },
  { name: 'a number', config: post(7) },
  { name: 'false', config: post(false) },
  { name: 'bytes', config: post(Buffer.from('bytes')) },
  { name: 'no bytes', config: post(Buffer.alloc(0)) },
  { name: 'a Uint8Array', config: post(new Uint8Array([65, 66])) },
  { name: 'part of an ArrayBuffer', config: post(new Uint8Array([65, 66, 67]).subarray(1)) },
  { name: 'an ArrayBuffer', config: post(new TextEncoder().encode('buffer').buffer) },
  { name: 'URL-encoded', config: post(new URLSearchParams({ a: '1' })) },
  {
    name: 'a URL-encoded object',
    config: post({ a: 1 }, { headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
  },
  { name: 'a Blob', config: post(new Blob(['blob'], { type: 'text/x' })) },
  { name: 'a Set', config: post(new Set([1]), { transformRequest: (data: unknown) => data }) },
  { name: 'a stream', config: () => post(Readable.from(['st', 'ream']))() },
  { name: 'a stream that breaks', config: () => post(Readable.from(breaking()))() },
  { name: 'a body at its limit', config: post('abc', { maxBodyLength: 3 }) },
  { name: 'a body past its limit', config: post('abcd', { maxBodyLength: 3 }) },
  { name: 'a stream past its limit', config: () => post(Readable.from(['abcd']), { maxBodyLength: 3 })() },
  { name: 'a transformation', config: post({ a: 1 }, { transformRequest: () => 'mine' }) },
];

async function* breaking(): AsyncGenerator<string> {
  yield await Promise.resolve('begun');
  throw new Error('no more');
}

const types = ['json', 'text', 'arraybuffer', 'blob', 'document', 'formdata', 'stream'] as const;
const as = (responseType: (typeof types)[number]) => () => ({ responseType });
const LONG = 'x'.repeat(70_000);

/** Answers: what is made of them must be the same. */
const answers: Case[] = [
  ...types.map((type) => ({ name: `responseType ${type}`, config: as(type) })),
  ...[200, 201, 204, 304, 302, 400, 401, 404, 418, 500, 503].map((status) => ({
    name: `status ${status}`,
    answer: `HTTP/1.1 ${status} Whatever It Is\r\ncontent-length: 0\r\n\r\n`,
  })),
  { name: 'no reason phrase', answer: 'HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n' },
  { name: 'early hints first', answer: `HTTP/1.1 103 Early\r\nlink: x\r\n\r\n${JSON_OK}` },
  {
    name: 'validateStatus null',
    config: () => ({ validateStatus: null }),
    answer: 'HTTP/1.1 404 No\r\ncontent-length: 2\r\n\r\nno',
  },
  {
    name: 'headers more than once',
    answer:
      `${OK}set-cookie: a=1\r\nSet-Cookie: b=2\r\nx-two: 1\r\nX-Two: 2\r\netag: 1\r\nETag: 2\r\ncontent-type: a/b\r\n` +
      'content-type: c/d\r\ncookie: a\r\ncookie: b\r\nlocation: 1\r\nlocation: 2\r\ncontent-length: 0\r\n\r\n',
  },
  { name: 'one cookie', answer: `${OK}set-cookie: a=1\r\ncontent-length: 0\r\n\r\n` },
  {
    name: 'Latin-1 in a header',
    answer: Buffer.from(`${OK}x-latin: é\r\ncontent-length: 0\r\n\r\n`, 'latin1'),
  },
  { name: '__proto__ as a header', answer: `${OK}__proto__: x\r\ncontent-length: 0\r\n\r\n` },
  { name: 'an empty header', answer: `${OK}x-empty:\r\ncontent-length: 0\r\n\r\n` },
  { name: 'chunks', answer: chunked('3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n') },
  { name: 'chunks and trailers', answer: chunked('2\r\n{}\r\n0\r\nx-trailer: 1\r\n\r\n') },
  { name: 'a body up to the end', answer: ended(`${OK}\r\n{"ok":true}`) },
  { name: 'HTTP/1.0', answer: ended('HTTP/1.0 200 OK\r\n\r\n{"ok":true}') },
  { name: 'a long body', answer: `${OK}content-length: ${LONG.length}\r\n\r\n${LONG}` },
  {
    name: 'HEAD',
    config: () => ({ method: 'head' }),
    answer: `${OK}content-encoding: gzip\r\ncontent-length: 9\r\n\r\n`,
  },
  { name: '204, encoded', answer: 'HTTP/1.1 204 No\r\ncontent-encoding: gzip\r\n\r\n' },
  { name: 'a byte order mark', answer: `${OK}content-length: 14\r\n\r\n\u00ef\u00bb\u00bf{"ok":true}` },
  { name: 'UTF-8', answer: Buffer.from(`${OK}content-length: 7\r\n\r\n"ü€"`, 'utf8') },
  {
    name: 'Latin-1',
    config: () => ({ responseEncoding: 'latin1' }),
    answer: Buffer.from(`${OK}content-length: 1\r\n\r\né`, 'latin1'),
  },
  { name: 'base64', config: () => ({ responseEncoding: 'base64' }) },
  { name: 'broken JSON', answer: `${OK}content-length: 2\r\n\r\n{"` },
  { name: 'broken JSON, asked for', config: as('json'), answer: `${OK}content-length: 2\r\n\r\n{"` },
  {
    name: 'broken JSON, not silent',
    config: () => ({ responseType: 'json', transitional: { silentJSONParsing: false } }),
    answer: `${OK}content-length: 2\r\n\r\n{"`,
  },
  { name: 'transformResponse', config: () => ({ transformResponse: (data: unknown) => [data] }) },
  ...(
    [
      ['gzip', gzipSync('{"ok":true}')],
      ['x-gzip', gzipSync('{"ok":true}')],
      ['compress', gzipSync('{"ok":true}')],
      ['GZIP', gzipSync('{"ok":true}')],
      ['deflate', deflateSync('{"ok":true}')],
      ['deflate', deflateRawSync('{"ok":true}')],
      ['br', brotliCompressSync('{"ok":true}')],
      ['zstd', zstdCompressSync('{"ok":true}')],
      ['gzip, br', Buffer.from('{}')],
      ['identity', Buffer.from('{}')],
      ['gzip', Buffer.alloc(0)],
      ['gzip', Buffer.from('not gzip')],
      ['br', Buffer.from('not brotli, not at all')],
      ['gzip', gzipSync(LONG).subarray(0, 60)],
      ['br', brotliCompressSync(LONG).subarray(0, 8)],
      ['gzip', Buffer.concat([gzipSync('{"a":'), gzipSync('1}')])],
    ] as const
  ).flatMap(([encoding, body], index) => [
    { name: `${encoding} (${index})`, answer: packed(encoding, body) },
    { name: `${encoding} (${index}) as bytes`, config: as('arraybuffer'), answer: packed(encoding, body) },
    {
      name: `${encoding} (${index}) as it is`,
      config: () => ({ decompress: false, responseType: 'arraybuffer' as const }),
      answer: packed(encoding, body),
    },
  ]),
  { name: 'content at its limit', config: () => ({ maxContentLength: 11 }) },
  { name: 'content past its limit', config: () => ({ maxContentLength: 10 }) },
  { name: 'content past a limit of none', config: () => ({ maxContentLength: 0 }) },
  {
    name: 'no content at a limit of none',
    config: () => ({ maxContentLength: 0 }),
    answer: `${OK}content-length: 0\r\n\r\n`,
  },
  {
    name: 'content past its limit when unpacked',
    config: () => ({ maxContentLength: 1000 }),
    answer: packed('gzip', gzipSync(LONG)),
  },
  { name: 'a stream past its limit', config: () => ({ maxContentLength: 10, responseType: 'stream' }) },
];

/** Connections that break: code, name, message and response of the error must be the same. */
const failures: Case[] = [
  { name: 'closed at once', answer: ended('') },
  { name: 'reset at once', answer: reset('') },
  { name: 'closed in the status line', answer: ended('HTTP/1.1 20') },
  { name: 'closed in the headers', answer: ended(`${OK}x-a: 1\r\n`) },
  { name: 'closed in the body', answer: ended(`${OK}content-length: 11\r\n\r\n{"ok`) },
  { name: 'closed in a chunk', answer: ended(chunked('5\r\nab')) },
  { name: 'closed before the last chunk', answer: ended(chunked('2\r\n{}\r\n')) },
  {
    name: 'closed in an unpacked body',
    answer: (socket: Socket) => socket.end(packed('gzip', gzipSync(LONG)).subarray(0, 90)),
  },
  { name: 'closed after early hints', answer: ended('HTTP/1.1 103 Early\r\nlink: x\r\n\r\n') },
  { name: 'not HTTP', answer: 'SSH-2.0-OpenSSH\r\n' },
  { name: 'no status', answer: 'HTTP/1.1 abc OK\r\n\r\n' },
  { name: 'a broken header', answer: `${OK}x a: 1\r\n\r\n` },
  { name: 'a broken content length', answer: `${OK}content-length: x\r\n\r\n` },
  { name: 'a broken chunk', answer: chunked('x\r\n') },
  { name: 'headers without end', answer: `${OK}x-long: ${'a'.repeat(20_000)}\r\n\r\n` },
  { name: 'too slow', config: () => ({ timeout: 20 }), answer: silence },
  {
    name: 'too slow, in words',
    config: () => ({ timeout: 20, timeoutErrorMessage: 'slow' }),
    answer: silence,
  },
  {
    name: 'too slow, in clear',
    config: () => ({ timeout: 20, transitional: { clarifyTimeoutError: true } }),
    answer: silence,
  },
  {
    name: 'too slow in the headers',
    config: () => ({ timeout: 20 }),
    answer: (socket: Socket) => socket.write(OK),
  },
  {
    name: 'too slow in the body',
    config: () => ({ timeout: 20 }),
    answer: (socket: Socket) => socket.write(`${OK}\r\nbegun`),
  },
  { name: 'a timeout that is none', config: () => ({ timeout: 'x' as unknown as number }) },
  { name: 'aborted before', config: () => ({ signal: AbortSignal.abort() }) },
  {
    name: 'aborted while waiting',
    config: ({ signal }) => ({ signal }),
    answer: (_socket, abort) => {
      abort.abort();
    },
  },
  {
    name: 'aborted in the body',
    config: ({ signal }) => ({ signal }),
    answer: (socket, abort) =>
      socket.write(`${OK}\r\nbegun`, () => {
        abort.abort();
      }),
  },
  {
    name: 'cancelled',
    config: ({ signal }) => ({
      cancelToken: new axios.CancelToken((cancel) => {
        signal.addEventListener('abort', () => {
          cancel('enough');
        });
      }),
    }),
    answer: (_socket, abort) => {
      abort.abort();
    },
  },
];

const boom = () => {
  throw new Error('boom');
};

describe('IapHttpService does as HttpService', () => {
  let metadata: MetadataServer;
  const upstreams: RawUpstream[] = [];
  const services: HttpService[] = [];

  beforeAll(async () => {
    metadata = await startMetadataServer({ METADATA_SERVER_DETECTION: 'assume-present' });
    upstreams.push(await RawUpstream.start(), await RawUpstream.start());
    const [plain, behindIap] = upstreams.map(({ origin }) => origin);
    const httpAgent = new http.Agent({ keepAlive: true });
    services.push(
      new HttpService(axios.create({ baseURL: plain!, maxRedirects: 0, proxy: false, httpAgent })),
      await startClient({ baseURL: behindIap! }),
    );
  });
  afterAll(() => Promise.all([metadata.close(), ...upstreams.map((upstream) => upstream.close())]));

  const run = ({ config, answer = JSON_OK }: Case) =>
    Promise.all(
      services.map(async (service, index) => {
        const upstream = upstreams[index]!;
        upstream.received.length = 0;
        const abort = new AbortController();
        upstream.answer = (socket) => {
          if (typeof answer === 'function') answer(socket, abort);
          else socket.write(typeof answer === 'string' ? Buffer.from(answer, 'latin1') : answer);
        };
        const call = firstValueFrom(service.request({ url: '/', ...config?.(abort) }));
        const outcome = await call.then(responseOf, errorOf);
        return { outcome, sent: upstream.received.map(requestOf) };
      }),
    );

  it.each(requests)('in what it sends: $name', async (sample) => {
    const [plain, behindIap] = await run(sample);
    expect(behindIap).toEqual(plain);
  });

  it.each(answers)('in what it makes of an answer: $name', async (sample) => {
    const [plain, behindIap] = await run(sample);
    expect(behindIap).toEqual(plain);
  });

  it.each(failures)('in how it fails: $name', async (sample) => {
    const [plain, behindIap] = await run(sample);
    expect(behindIap?.outcome).toEqual(plain?.outcome);
    expect(plain?.outcome).toHaveProperty('message');
  });

  /** Where Axios's own adapter never settles, or not with one code for one cause. */
  it.each`
    what                               | config                             | answer                                                                   | error
    ${'validateStatus that throws'}    | ${{ validateStatus: boom }}        | ${JSON_OK}                                                               | ${{ message: 'boom' }}
    ${'an encoding that nobody knows'} | ${{ responseEncoding: 'klingon' }} | ${JSON_OK}                                                               | ${{ code: 'ERR_UNKNOWN_ENCODING' }}
    ${'switching protocols'}           | ${{}}                              | ${'HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'} | ${{ code: 'ECONNRESET' }}
    ${'two content lengths'}           | ${{}}                              | ${`${OK}content-length: 1\r\ncontent-length: 2\r\n\r\na`}                | ${{ code: 'HPE_UNEXPECTED_CONTENT_LENGTH' }}
    ${'a length and chunks'}           | ${{}}                              | ${`${OK}content-length: 1\r\ntransfer-encoding: chunked\r\n\r\na`}       | ${{ code: 'HPE_UNEXPECTED_CONTENT_LENGTH' }}
  `('but always settles: $what', async ({ config, answer, error }) => {
    upstreams[1]!.answer = (socket) => socket.write(answer as string);
    const call = firstValueFrom(services[1]!.request({ url: '/', ...config }));
    await expect(call).rejects.toMatchObject({ isAxiosError: true, ...error });
  });

  /** Header lines in order of their names; without what differs by design: the token, and how connections are kept. */
  function requestOf(request: string) {
    const [head = '', body] = request.split(/\r\n\r\n(.*)/s);
    const [line, ...lines] = head.split('\r\n');
    const kept = lines.filter((header) => !/^(host|connection|authorization):/i.test(header));
    return { line, headers: kept.map(framingInLowerCase).sort(), body: body?.replace(/boundary.*/g, '') };
  }
  /** undici writes the headers that frame a message itself, in lower case. */
  function framingInLowerCase(header: string): string {
    return header.replace(/^content-length/i, 'content-length');
  }

  async function responseOf(response: AxiosResponse<unknown>) {
    const { status, statusText, headers, data } = response;
    const content = data instanceof Readable ? await text(data).catch(errorOf) : data;
    return {
      status,
      statusText,
      headers: Object.entries(headers),
      content,
      keys: Object.keys(response).sort(),
    };
  }

  async function errorOf(error: unknown): Promise<object> {
    if (!isAxiosError(error)) return { name: (error as Error).name, message: (error as Error).message };
    const { name, message, code, status, response, request, cause } = error;
    return {
      ...{ name, message, code, status, sent: request !== undefined, keys: Object.keys(error).sort() },
      cause: cause && [cause.name, cause.message, Reflect.get(cause, 'code')],
      response: response && (await responseOf(response)),
    };
  }
});
