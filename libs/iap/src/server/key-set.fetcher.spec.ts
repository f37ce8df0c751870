import { once } from 'node:events';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { IapTestIssuer, IapTestKeyServer } from '../testing/index.ts';
import { KeySetFetcher } from './key-set.fetcher.ts';
import { lifetimeOf } from './key-set.lifetime.ts';

const issuer = new IapTestIssuer({ audience: '/projects/1/apps/quotes-demo' });
let server: IapTestKeyServer;

beforeAll(async () => {
  server = await IapTestKeyServer.start(issuer);
});
afterAll(() => server.stop());

const jwks = () => JSON.stringify(issuer.jwks());
const read = (answer: (response: ServerResponse) => void) => {
  server.answerWith((_request, response) => {
    answer(response);
  });
  return new KeySetFetcher(new URL(server.url)).fetch();
};

it('reads the published keys and how long they stay fresh', async () => {
  const { kid } = issuer.jwks().keys[0] as { kid: string };
  const fetched = await read((response) =>
    response.setHeader('cache-control', 'public, max-age=3000').end(jwks()),
  );
  expect(fetched).toMatchObject({ lifetimeMs: 3_000_000, keys: new Map([[kid, expect.anything()]]) });
});

it.each<[string, string, (response: ServerResponse) => void]>([
  ['an error', 'status', (response) => response.writeHead(500).end(jwks())],
  ['no content', 'status', (response) => response.writeHead(204).end()],
  ['a redirect', 'status', (response) => response.writeHead(302, { location: server.url }).end(jwks())],
  ['a page', 'no-usable-key', (response) => response.end('<html>')],
  ['an empty set', 'no-usable-key', (response) => response.end('{"keys":[]}')],
  ['a set of no objects', 'no-usable-key', (response) => response.end('{"keys":[1,null]}')],
  [
    'a set of other keys',
    'no-usable-key',
    (response) => response.end('{"keys":[{"kty":"RSA","kid":"a","n":"AQAB","e":"AQAB"}]}'),
  ],
  [
    'too many keys',
    'no-usable-key',
    (response) => response.end(JSON.stringify({ keys: Array(101).fill(issuer.jwks().keys[0]) })),
  ],
  ['a body of a byte too much', 'too-large', (response) => response.end(jwks().padEnd(64 * 1024 + 1))],
  ['a broken connection', 'unreachable', (response) => response.write(jwks()) && response.destroy()],
])('%s brings no keys: %s', async (_name, failure, answer) => {
  await expect(read(answer)).resolves.toBe(failure);
});

it.each<[string, (response: ServerResponse) => void]>([
  [
    'another protocol',
    (response) =>
      response.socket?.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
  ],
  ['nothing', (response) => response.socket?.end()],
  ['half a head', (response) => response.socket?.end('HTTP/1.1 200 OK\r\ncontent-le')],
])('an answer of %s ends the fetch', async (_what, answer) => {
  await expect(read(answer)).resolves.toBe('unreachable');
});

it.each<[string, string, (fetcher: KeySetFetcher) => void]>([
  ['the time is over', 'timeout', () => undefined],
  [
    'the app stops',
    'stopped',
    (fetcher) => {
      fetcher.stop();
    },
  ],
])('gives up when %s: %s', async (_name, failure, intervene) => {
  const asked = new Promise<void>((resolve) => {
    server.answerWith(() => {
      resolve();
    });
  });
  const fetcher = new KeySetFetcher(new URL(server.url), failure === 'timeout' ? 1 : 60_000);
  const fetched = fetcher.fetch();
  if (failure !== 'timeout') await asked;
  intervene(fetcher);
  await expect(fetched).resolves.toBe(failure);
});

it.each<[string, number, string]>([
  ['an error', 500, 'status'],
  ['keys', 200, 'too-large'],
])('leaves %s without end, and its connection', async (_name, status, failure) => {
  let closed: Promise<unknown> | undefined;
  const fetched = await read((response) => {
    closed = once(response, 'close');
    response.writeHead(status).write('x'.repeat(64 * 1024 + 1));
  });
  expect(fetched).toBe(failure);
  await closed;
});

it('accepts a body of exactly the cap', async () => {
  await expect(read((response) => response.end(jwks().padEnd(64 * 1024)))).resolves.toHaveProperty('keys');
});

it.each`
  headers                                                                                                              | lifetime
  ${{}}                                                                                                                | ${undefined}
  ${{ 'cache-control': 'max-age=3000' }}                                                                               | ${3_000_000}
  ${{ 'cache-control': 'Public, Max-Age="60"' }}                                                                       | ${60_000}
  ${{ 'cache-control': 'max-age=3000', age: '1000' }}                                                                  | ${2_000_000}
  ${{ 'cache-control': 'max-age=3000', age: '4000' }}                                                                  | ${0}
  ${{ 'cache-control': 'max-age=3000, no-cache' }}                                                                     | ${0}
  ${{ 'cache-control': 'no-store' }}                                                                                   | ${0}
  ${{ 'cache-control': 'x-no-store' }}                                                                                 | ${undefined}
  ${{ 'cache-control': 'x max-age=9' }}                                                                                | ${undefined}
  ${{ 'cache-control': 'max-age=9 x' }}                                                                                | ${undefined}
  ${{ 'cache-control': 'max-age=9x' }}                                                                                 | ${undefined}
  ${{ 'cache-control': 'max-age=9 , public' }}                                                                         | ${9000}
  ${{ 'cache-control': 'max-age=3000', age: 'x9' }}                                                                    | ${3_000_000}
  ${{ 'cache-control': 'max-age=3000', age: '9x' }}                                                                    | ${3_000_000}
  ${{ 'cache-control': 's-maxage=9' }}                                                                                 | ${undefined}
  ${{ 'cache-control': 'max-age=-1' }}                                                                                 | ${undefined}
  ${{ expires: 'Tue, 14 Nov 2023 22:13:20 GMT', date: 'Tue, 14 Nov 2023 22:12:20 GMT' }}                               | ${60_000}
  ${{ expires: 'Tue, 14 Nov 2023 22:12:20 GMT', date: 'Tue, 14 Nov 2023 22:13:20 GMT' }}                               | ${0}
  ${{ 'cache-control': 'max-age=3000', age: '9' }}                                                                     | ${2_991_000}
  ${{ expires: '0', date: 'garbage' }}                                                                                 | ${undefined}
  ${{ 'cache-control': 'max-age=1', expires: 'Tue, 14 Nov 2023 22:13:20 GMT', date: 'Tue, 14 Nov 2023 22:12:20 GMT' }} | ${1000}
`('reads a lifetime of $lifetime ms from $headers', ({ headers, lifetime }) => {
  expect(lifetimeOf(headers as IncomingHttpHeaders)).toBe(lifetime);
});
