import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { IapJwtVerifier } from '../../src/server/iap-jwt.verifier.ts';
import { IapKeyStore } from '../../src/server/iap-key.store.ts';
import { KeySetFetcher } from '../../src/server/key-set.fetcher.ts';
import { IapTestIssuer, IapTestKeyServer } from '../../src/testing/index.ts';
import { AUDIENCE, NOW, WEB } from './guarded-app.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let endpoint: IapTestKeyServer;
let fetcher: KeySetFetcher;
let issuer: IapTestIssuer;
let clock: { now: number };
let store: IapKeyStore;
let verifier: IapJwtVerifier;

beforeEach(async () => {
  clock = { now: NOW * 1000 };
  issuer = new IapTestIssuer({ audience: AUDIENCE, now: () => clock.now });
  endpoint = await IapTestKeyServer.start(issuer);
  fetcher = new KeySetFetcher(new URL(endpoint.url));
  store = new IapKeyStore(
    () => fetcher.fetch(),
    () => clock.now,
    () => undefined,
  );
  verifier = new IapJwtVerifier(
    { audiences: new Set([AUDIENCE]), clockSkewSeconds: 30 },
    store,
    () => clock.now,
  );
});
afterEach(() => endpoint.stop());

/** What becomes of so many requests, each with an assertion of its own, that arrive together. */
async function outcomesOf(count: number): Promise<Map<string, number>> {
  const requests = Array.from({ length: count }, async (_, n) =>
    verifier.verify(issuer.serviceAccount(WEB, { n })),
  );
  const outcomes = new Map<string, number>();
  for (const settled of await Promise.allSettled(requests)) {
    const reason =
      settled.status === 'fulfilled' ? 'accepted' : (settled.reason as { reason: string }).reason;
    outcomes.set(reason, (outcomes.get(reason) ?? 0) + 1);
  }
  return outcomes;
}

const allAccepted = (count: number) => new Map([['accepted', count]]);

it('a rotation refuses nobody and costs one request', async () => {
  expect(await outcomesOf(50)).toEqual(allAccepted(50));
  for (let rotation = 1; rotation <= 3; rotation++) {
    clock.now += MINUTE;
    issuer.rotate();
    expect(await outcomesOf(50)).toEqual(allAccepted(50));
    expect(endpoint.requests).toBe(1 + rotation);
  }
});

it.each<[string, (response: ServerResponse) => unknown]>([
  ['answers with an error', (response) => response.writeHead(500).end()],
  ['answers with a page', (response) => response.end('<html>')],
  ['answers with an empty set', (response) => response.end('{"keys":[]}')],
  ['answers without end', (response) => response.end('x'.repeat(200_000))],
  [
    'answers with keys of another kind',
    (response) => response.end('{"keys":[{"kty":"oct","kid":"a","k":"AA"}]}'),
  ],
  [
    'sends people elsewhere',
    (response) => response.writeHead(302, { location: 'https://example.com' }).end(),
  ],
  ['hangs up', (response) => response.destroy()],
  ['does not answer', () => undefined],
])('an endpoint that %s refuses nobody for a day', async (flaw, answer) => {
  expect(await outcomesOf(10)).toEqual(allAccepted(10));
  endpoint.answerWith((_request, response) => answer(response));
  if (flaw === 'does not answer') fetcher = new KeySetFetcher(new URL(endpoint.url), 1);
  for (let hour = 0; hour < 24; hour += 6) {
    clock.now += 6 * HOUR;
    expect(await outcomesOf(10)).toEqual(allAccepted(10));
    await store.refresh();
  }
});

it('a flood of key ids that nobody published costs one request, and valid ones pass', async () => {
  await outcomesOf(1);
  clock.now += MINUTE;
  const claims = issuer.claims(WEB);
  const flood = Array.from({ length: 200 }, async (_, n) =>
    verifier.verify(issuer.sign(claims, { kid: `k${n}` })),
  );
  const settled = Promise.allSettled(flood);
  expect(await outcomesOf(20)).toEqual(allAccepted(20));
  expect(new Set((await settled).map(({ status }) => status))).toEqual(new Set(['rejected']));
  await nextTurn();
  expect(endpoint.requests).toBe(2);
});

it('without any key, nobody is let in and nobody is called a forger', async () => {
  endpoint.answerWith((_request, response) => response.writeHead(500).end());
  expect(await outcomesOf(20)).toEqual(new Map([['keys-unavailable', 20]]));
});
