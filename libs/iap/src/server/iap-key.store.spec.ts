import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { IapKeyStore } from './iap-key.store.ts';
import type { FetchedKeySet, KeyFetchFailure } from './key-set.fetcher.ts';
import type { KeyReport } from './key.report.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const { publicKey: KEY } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

type Answer = FetchedKeySet | KeyFetchFailure;

/** A store whose clock and network stand still until the test moves them. */
function scene(first: Answer) {
  const state = {
    now: 1_000_000,
    answer: first as Answer | Promise<Answer>,
    fetches: 0,
    reports: [] as KeyReport[],
    awaited: [] as boolean[],
  };
  const store = new IapKeyStore(
    () => {
      state.fetches++;
      return Promise.resolve(state.answer);
    },
    () => state.now,
    (report, isAwaited) => {
      state.reports.push(report);
      state.awaited.push(isAwaited);
    },
  );
  return { state, store };
}

function setOf(...kids: string[]): FetchedKeySet {
  return { keys: new Map<string, KeyObject>(kids.map((kid) => [kid, KEY])), lifetimeMs: 10 * MINUTE };
}

/** Lets a fetch that nobody waits for come to its end. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

it('has nothing before the first fetch', () => {
  const { state, store } = scene(setOf('a'));
  expect(store.fresh('a')).toBeUndefined();
  expect(state.fetches).toBe(0);
});

it('reads the set once for everybody who asks at the same time', async () => {
  const { state, store } = scene(setOf('a'));
  const found = await Promise.all(Array.from({ length: 100 }, () => store.find('a')));
  expect(new Set(found)).toEqual(new Set([KEY]));
  expect(state.fetches).toBe(1);
});

it.each`
  claimed        | kept
  ${0}           | ${5 * MINUTE}
  ${5 * MINUTE}  | ${5 * MINUTE}
  ${50 * MINUTE} | ${50 * MINUTE}
  ${24 * HOUR}   | ${24 * HOUR}
  ${25 * HOUR}   | ${24 * HOUR}
  ${undefined}   | ${10 * MINUTE}
`('keeps a set that claims $claimed ms fresh for $kept ms', async ({ claimed, kept }) => {
  const { state, store } = scene({ ...setOf('a'), lifetimeMs: claimed });
  await store.find('a');
  state.answer = 'unreachable';
  state.now += kept - 1;
  expect(store.fresh('a')).toBe(KEY);
  state.now += 1;
  expect(store.fresh('a')).toBeUndefined();
});

describe('refreshing in the background', () => {
  it('begins at four fifths of the lifetime, and makes nobody wait', async () => {
    const { state, store } = scene(setOf('a'));
    await store.find('a');
    state.now += 8 * MINUTE - 1;
    expect(store.fresh('a')).toBe(KEY);
    expect(state.fetches).toBe(1);
    state.now += 1;
    expect(store.fresh('a')).toBe(KEY);
    expect(store.fresh('a')).toBe(KEY);
    expect(state.fetches).toBe(2);
    await settle();
    state.now += 9 * MINUTE;
    expect(store.fresh('a')).toBe(KEY);
  });

  it('holds off after a failure', async () => {
    const { state, store } = scene(setOf('a'));
    await store.find('a');
    state.answer = 'status';
    state.now += 8 * MINUTE;
    store.fresh('a');
    await settle();
    state.now += SECOND - 1;
    store.fresh('a');
    expect(state.fetches).toBe(2);
    state.now += 1;
    store.fresh('a');
    expect(state.fetches).toBe(3);
  });
});

describe('an unknown key id', () => {
  it('is asked for once per cool-down', async () => {
    const { state, store } = scene(setOf('a'));
    await store.find('a');
    state.answer = setOf('a', 'b');
    state.now += 30 * SECOND - 1;
    await expect(store.find('b')).rejects.toMatchObject({ reason: 'key-unknown' });
    expect(state.fetches).toBe(1);
    state.now += 1;
    await expect(store.find('b')).resolves.toBe(KEY);
    const flood = Array.from({ length: 100 }, (_, n) => store.find(`k${n}`).catch(() => 'refused'));
    expect(new Set(await Promise.all(flood))).toEqual(new Set(['refused']));
    expect(state.fetches).toBe(2);
  });

  it('joins the fetch under way', async () => {
    const { state, store } = scene(setOf('a'));
    await store.find('a');
    state.answer = setOf('a', 'b');
    const refreshed = store.refresh();
    await expect(store.find('b')).resolves.toBe(KEY);
    await refreshed;
    expect(state.fetches).toBe(2);
  });

  it('is no forgery while the set cannot be read', async () => {
    const { state, store } = scene(setOf('a'));
    await store.find('a');
    state.answer = 'unreachable';
    state.now += MINUTE;
    await expect(store.find('b')).rejects.toMatchObject({
      code: 'ERR_IAP_KEYS_UNAVAILABLE',
      retryAfterSeconds: 1,
    });
    await expect(store.find('a')).resolves.toBe(KEY);
  });

  it('is told from one whose key is published for another use', async () => {
    const { store } = scene({ keys: new Map([['x', undefined]]), lifetimeMs: undefined });
    await expect(store.find('x')).rejects.toMatchObject({ reason: 'key-unusable' });
  });
});

describe('an outage', () => {
  it.each(['unreachable', 'timeout', 'status', 'too-large', 'no-usable-key'] as const)(
    'of the kind %s leaves the keys in hand in service, for 24 hours after their freshness',
    async (failure) => {
      const { state, store } = scene(setOf('a'));
      await store.find('a');
      state.answer = failure;
      state.now += 10 * MINUTE;
      await expect(store.find('a')).resolves.toBe(KEY);
      expect(store.report()).toMatchObject({
        state: 'stale',
        keys: 1,
        ageSeconds: 600,
        usableSeconds: 86_400,
        failure,
      });
      state.now += 24 * HOUR - 1;
      await expect(store.find('a')).resolves.toBe(KEY);
      await settle();
      state.now += 1;
      await expect(store.find('a')).rejects.toMatchObject({ code: 'ERR_IAP_KEYS_UNAVAILABLE' });
      expect(store.report()).toMatchObject({
        state: 'none',
        keys: 0,
        usableSeconds: 0,
      });
    },
  );

  it('slows nobody down: the second request does not wait for the network', async () => {
    const { state, store } = scene(setOf('a'));
    await store.find('a');
    state.answer = 'status';
    state.now += 10 * MINUTE;
    await store.find('a');
    state.answer = new Promise(() => undefined);
    state.now += HOUR;
    await expect(store.find('a')).resolves.toBe(KEY);
    await expect(store.find('a')).resolves.toBe(KEY);
    expect(state.fetches).toBe(3);
  });

  it('backs off from one second to a minute, and says when the next attempt is', async () => {
    const { state, store } = scene('unreachable');
    const waits: number[] = [];
    for (let n = 0; n < 8; n++) {
      const error: unknown = await store.find('a').catch((thrown: unknown) => thrown);
      const { retryAfterSeconds } = error as { retryAfterSeconds: number };
      waits.push(retryAfterSeconds);
      state.now += retryAfterSeconds * SECOND - 1;
      await expect(store.find('a')).rejects.toMatchObject({ retryAfterSeconds: 1 });
      expect(state.fetches).toBe(n + 1);
      state.now += 1;
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });

  it('ends with the first good answer, and the back-off begins anew', async () => {
    const { state, store } = scene('unreachable');
    await store.find('a').catch(() => undefined);
    state.now += SECOND;
    state.answer = setOf('a');
    await expect(store.find('a')).resolves.toBe(KEY);
    expect(store.report()).toStrictEqual({
      state: 'fresh',
      keys: 1,
      ageSeconds: 0,
      usableSeconds: 87_000,
      nextFetchSeconds: 30,
    });
    state.answer = 'status';
    state.now += 30 * SECOND;
    await expect(store.find('b')).rejects.toMatchObject({ retryAfterSeconds: 1 });
    expect(state.reports.map(({ failure }) => failure)).toEqual(['unreachable', undefined, 'status']);
  });
});

it('says whether a request waited for what was read', async () => {
  const { state, store } = scene('unreachable');
  await store.refresh();
  state.now += SECOND;
  await store.find('a').catch(() => undefined);
  state.now += 2 * SECOND;
  state.answer = setOf('a');
  await store.refresh();
  state.now += 10 * MINUTE;
  const background = store.refresh();
  await store.find('a');
  await background;
  state.now += 8 * MINUTE;
  store.fresh('a');
  await settle();
  expect(state.awaited).toEqual([false, true, false, true, false]);
});

describe('a health check', () => {
  it('reads the keys when there are none, and waits for them', async () => {
    const { state, store } = scene(setOf('a'));
    await store.refreshIfDue();
    expect(store.report().state).toBe('fresh');
    state.now += 5 * MINUTE;
    await store.refreshIfDue();
    expect(state.fetches).toBe(1);
  });

  it('keeps to the back-off', async () => {
    const { state, store } = scene('status');
    await store.refreshIfDue();
    state.now += SECOND - 1;
    await store.refreshIfDue();
    expect(state.fetches).toBe(1);
    state.now += 1;
    await Promise.all([store.refreshIfDue(), store.refreshIfDue()]);
    expect(state.fetches).toBe(2);
  });

  it('joins a reading under way', async () => {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const { state, store } = scene('status');
    await store.refreshIfDue();
    state.answer = promise;
    const reading = store.refresh();
    let isJoined = false;
    const joined = store.refreshIfDue().then(() => (isJoined = true));
    await settle();
    expect(isJoined).toBe(false);
    resolve(setOf('a'));
    await Promise.all([reading, joined]);
    expect(state.fetches).toBe(2);
  });

  it('waits a minute after the longest outage, from the moment of the failure on', async () => {
    const { state, store } = scene('unreachable');
    for (let failures = 0; failures < 8; failures++) await store.refresh();
    await store.refreshIfDue();
    expect(state.fetches).toBe(8);
    state.now += MINUTE;
    await store.refreshIfDue();
    expect(state.fetches).toBe(9);
  });

  it('renews keys that went stale without traffic', async () => {
    const { state, store } = scene(setOf('a'));
    await store.find('a');
    state.now += 10 * MINUTE;
    expect(store.report().state).toBe('stale');
    await store.refreshIfDue();
    expect(store.report().state).toBe('fresh');
  });
});

it('a key that leaves the published set goes out of service with the next fetch', async () => {
  const { state, store } = scene(setOf('a', 'b'));
  await store.find('a');
  state.answer = setOf('b');
  state.now += MINUTE;
  await store.refresh();
  expect(store.fresh('a')).toBeUndefined();
  expect(store.fresh('b')).toBe(KEY);
});

describe('a clock that is set back', () => {
  it.each([
    [MINUTE, 1],
    [MINUTE + 1, 2],
    [30 * 24 * HOUR, 2],
  ])('by %i ms: the set is read %i times', async (by, fetches) => {
    const { state, store } = scene(setOf('a'));
    await store.find('a');
    state.now -= by;
    const isKnown = store.fresh('a') !== undefined;
    expect(isKnown).toBe(fetches === 1);
    if (!isKnown) await store.find('a');
    expect(state.fetches).toBe(fetches);
    expect(store.fresh('a')).toBe(KEY);
  });

  it('does not put off what is due after a failure, nor what is asked of the client', async () => {
    const { state, store } = scene('unreachable');
    await expect(store.find('a')).rejects.toMatchObject({ retryAfterSeconds: 1 });
    state.now -= HOUR;
    state.answer = setOf('a');
    await expect(store.find('a')).resolves.toBe(KEY);
  });

  it('a retired key goes with the set that had it', async () => {
    const { state, store } = scene(setOf('a'));
    await store.find('a');
    state.answer = setOf('b');
    state.now -= 24 * HOUR;
    await expect(store.find('a')).rejects.toMatchObject({ reason: 'key-unknown' });
    expect(store.fresh('b')).toBe(KEY);
  });
});
