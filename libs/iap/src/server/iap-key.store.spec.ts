import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { IapKeyStore } from './iap-key.store.ts';
import type { FetchedKeySet, KeyFetchFailure } from './key-set.fetcher.ts';

const MINUTE = 60_000;
const { publicKey: KEY } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** A store whose clock and network stand still until the test moves them. */
function scene(first: FetchedKeySet | KeyFetchFailure) {
  const state = { now: 1_000_000, answer: first, fetches: 0 };
  const store = new IapKeyStore(
    () => {
      state.fetches++;
      return Promise.resolve(state.answer);
    },
    () => state.now,
  );
  return { state, store };
}

function setOf(...kids: string[]): FetchedKeySet {
  return { keys: new Map<string, KeyObject>(kids.map((kid) => [kid, KEY])), lifetimeMs: 10 * MINUTE };
}

it('reads the set once for everybody who asks at the same time', async () => {
  const { state, store } = scene(setOf('a'));
  const found = await Promise.all(Array.from({ length: 100 }, () => store.find('a')));
  expect(new Set(found)).toEqual(new Set([KEY]));
  expect(state.fetches).toBe(1);
});

it.each`
  claimed            | kept
  ${0}               | ${5 * MINUTE}
  ${5 * MINUTE}      | ${5 * MINUTE}
  ${50 * MINUTE}     | ${50 * MINUTE}
  ${1440 * MINUTE}   | ${1440 * MINUTE}
  ${99_999 * MINUTE} | ${1440 * MINUTE}
  ${undefined}       | ${10 * MINUTE}
`('keeps a set that claims $claimed ms fresh for $kept ms', async ({ claimed, kept }) => {
  const { state, store } = scene({ ...setOf('a'), lifetimeMs: claimed });
  await store.find('a');
  state.now += kept - 1;
  expect(store.fresh('a')).toBe(KEY);
  state.now += 1;
  expect(store.fresh('a')).toBeUndefined();
});

it('asks again for an unknown key id, once per cool-down', async () => {
  const { state, store } = scene(setOf('a'));
  await store.find('a');
  state.answer = setOf('a', 'b');
  state.now += 29_999;
  await expect(store.find('b')).rejects.toMatchObject({ reason: 'key-unknown' });
  expect(state.fetches).toBe(1);
  state.now += 1;
  await expect(store.find('b')).resolves.toBe(KEY);
  await expect(Promise.all(['c', 'd', 'e'].map((kid) => store.find(kid)))).rejects.toMatchObject({
    reason: 'key-unknown',
  });
  expect(state.fetches).toBe(2);
});

it.each(['unreachable', 'status', 'too-large', 'no-usable-key'] as const)(
  'keeps the keys in hand when the answer is %s, for 24 hours after their freshness',
  async (failure) => {
    const { state, store } = scene(setOf('a'));
    await store.find('a');
    state.answer = failure;
    state.now += 10 * MINUTE + 1440 * MINUTE - 1;
    await expect(store.find('a')).resolves.toBe(KEY);
    state.now += 1;
    await expect(store.find('a')).rejects.toMatchObject({ code: 'ERR_IAP_KEYS_UNAVAILABLE' });
  },
);

it('cannot tell whether a key id is forged while the set cannot be read', async () => {
  const { state, store } = scene(setOf('a'));
  await store.find('a');
  state.answer = 'unreachable';
  state.now += MINUTE;
  await expect(store.find('b')).rejects.toMatchObject({
    code: 'ERR_IAP_KEYS_UNAVAILABLE',
    retryAfterSeconds: 30,
  });
  await expect(store.find('a')).resolves.toBe(KEY);
});

it('without any key asks once per cool-down and says when the next time is', async () => {
  const { state, store } = scene('unreachable');
  await expect(store.find('a')).rejects.toMatchObject({ retryAfterSeconds: 30 });
  state.now += 29_001;
  await expect(store.find('a')).rejects.toMatchObject({ retryAfterSeconds: 1 });
  expect(state.fetches).toBe(1);
  state.now += 999;
  state.answer = setOf('a');
  await expect(store.find('a')).resolves.toBe(KEY);
});

it('tells a published key of the wrong use from one that is not published', async () => {
  const { store } = scene({
    keys: new Map([
      ['a', KEY],
      ['x', undefined],
    ]),
    lifetimeMs: undefined,
  });
  await expect(store.find('x')).rejects.toMatchObject({ reason: 'key-unusable' });
});
