import { AUDIENCE, mintIdToken } from '../../test/client/mint.ts';
import { TokenProvider } from './token.provider.ts';
import { IapTokenHealth } from './iap-token.health.ts';
import type { Timing } from './timing.ts';
import { readIdToken } from './token.reader.ts';
import type { TokenSource } from './token.source.ts';

const START = 1_800_000_000_000;
const MINUTE = 60_000;

/** A clock that stands still until it is told the time; tasks run when their time has come. */
class ManualTiming implements Timing {
  time = START;
  chance = 0.5;
  tasks: { at: number; task: () => void }[] = [];

  now = () => this.time;
  random = () => this.chance;
  after = (delay: number, task: () => void) => {
    const entry = { at: this.time + delay, task };
    this.tasks.push(entry);
    return () => {
      this.tasks = this.tasks.filter((other) => other !== entry);
    };
  };

  /** Milliseconds until each planned task. */
  planned = () => this.tasks.map(({ at }) => at - this.time);

  async pass(delay: number): Promise<void> {
    this.time += delay;
    const due = this.tasks.filter(({ at }) => at <= this.time);
    this.tasks = this.tasks.filter(({ at }) => at > this.time);
    for (const { task } of due) task();
    await settle();
  }
}

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

/** A source whose answers the test gives, in order. */
class ManualSource implements TokenSource {
  readonly type = 'id-token';
  readonly audience = AUDIENCE;
  readonly read = (value: unknown, now: number) => readIdToken(value, AUDIENCE, now);
  readonly asked: PromiseWithResolvers<unknown>[] = [];
  time?: () => Promise<number | undefined>;
  readonly issue = (): Promise<unknown> => {
    const answer = Promise.withResolvers<unknown>();
    this.asked.push(answer);
    return answer.promise;
  };
  answer(value: unknown): Promise<void> {
    this.asked.at(-1)?.resolve(value);
    return settle();
  }
  fail(error = new Error('down')): Promise<void> {
    this.asked.at(-1)?.reject(error);
    return settle();
  }
}

describe('TokenProvider', () => {
  let timing: ManualTiming;
  let source: ManualSource;
  let provider: TokenProvider;
  const token = (life = 3600) => mintIdToken({ exp: timing.time / 1000 + life }, timing.time);
  const warm = async (value = token()) => {
    const first = provider.get();
    await source.answer(value);
    return first;
  };

  beforeEach(() => {
    timing = new ManualTiming();
    source = new ManualSource();
    provider = new TokenProvider(source, timing);
  });

  it.each([1, 100, 1000])('asks once for %d concurrent callers', async (callers) => {
    const value = token();
    const all = Promise.all(Array.from({ length: callers }, () => provider.get()));
    await source.answer(value);
    expect(new Set((await all).map((got) => got.value))).toEqual(new Set([value]));
    expect(source.asked).toHaveLength(1);
  });

  it('tells what became of each request for a token', async () => {
    const told: unknown[] = [];
    const events = {
      renewed: (from: TokenSource) => told.push(['renewed', from]),
      failed: (from: TokenSource, error: unknown) => told.push(['failed', from, error]),
    };
    provider = new TokenProvider(source, timing, events);
    const down = new Error('down');
    const first = provider.get();
    first.catch(() => undefined);
    await source.fail(down);
    await timing.pass(1_000);
    await warm();
    expect(told).toEqual([
      ['failed', source, down],
      ['renewed', source],
    ]);
  });

  it.each([
    ['audience', { aud: 'other' }],
    ['email-missing', { email: '' }],
  ])('does not ask for the time over a token with another flaw: %s', async (reason, claims) => {
    let asked = 0;
    source.time = () => Promise.resolve((asked += 1));
    const first = provider.get();
    first.catch(() => undefined);
    await source.answer(mintIdToken(claims, timing.time));
    await expect(first).rejects.toMatchObject({ reason });
    expect(asked).toBe(0);
  });

  it('asks for nothing while the token is good', async () => {
    await warm();
    await provider.get();
    expect(provider.peek()).toBeDefined();
    expect(source.asked).toHaveLength(1);
  });

  it.each`
    chance   | minutes
    ${0}     | ${42}
    ${0.5}   | ${45}
    ${0.999} | ${47.994}
  `(
    'plans the renewal of an hour at $minutes minutes if chance says $chance',
    async ({ chance, minutes }) => {
      timing.chance = chance;
      await warm();
      expect(timing.planned()).toEqual([expect.closeTo(minutes * MINUTE, 3)]);
    },
  );

  it.each`
    life      | delay
    ${6}      | ${2000}
    ${31}     | ${13_175}
    ${60}     | ${25_500}
    ${80}     | ${42_500}
    ${300}    | ${225_000}
    ${86_400} | ${3_600_000}
  `('plans the renewal of a token with $life s left after $delay ms', async ({ life, delay }) => {
    await warm(token(life));
    expect(timing.planned()).toEqual([delay]);
  });

  it('renews in the background and makes nobody wait', async () => {
    const old = await warm();
    await timing.pass(45 * MINUTE);
    expect(source.asked).toHaveLength(2);
    expect(provider.peek()).toBe(old);
    const value = token();
    await source.answer(value);
    expect(provider.peek()?.value).toBe(value);
    expect(timing.planned()).toEqual([45 * MINUTE]);
  });

  it('keeps the valid token through an outage, tries again ever more slowly, and recovers', async () => {
    const old = await warm();
    await timing.pass(45 * MINUTE);
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      await source.fail();
      expect(provider.peek()).toBe(old);
      pauses.push(timing.planned()[0]!);
      await timing.pass(timing.planned()[0]!);
    }
    expect(pauses).toEqual([750, 1500, 3000, 6000, 12_000, 24_000, 45_000, 45_000]);
    const value = token();
    await source.answer(value);
    expect((await provider.get()).value).toBe(value);
    expect(timing.planned()).toEqual([45 * MINUTE]);
    await timing.pass(45 * MINUTE);
    await source.fail();
    expect(timing.planned()).toEqual([750]);
  });

  it.each([
    [0, false],
    [999, false],
    [1000, true],
    [-1, true],
    [-3_600_000, true],
  ])('%i ms after a failure, by a clock that may be set back, asks again: %s', async (later, asksAgain) => {
    const first = provider.get();
    first.catch(() => undefined);
    await source.fail();
    timing.time += later;
    const second = provider.get();
    second.catch(() => undefined);
    await Promise.resolve();
    expect(source.asked).toHaveLength(asksAgain ? 2 : 1);
  });

  it('uses the token until 30 s before it expires, and not a millisecond longer', async () => {
    const old = await warm();
    timing.time = old.expiresAt - 30_001;
    expect(provider.peek()).toBe(old);
    timing.time += 1;
    expect(provider.peek()).toBeUndefined();
  });

  it('says how it stands', async () => {
    const health = new IapTokenHealth(provider);
    const old = await warm();
    expect(health.report()).toMatchObject({ state: 'fresh', lifeSeconds: 3600, failures: 0 });
    await timing.pass(45 * MINUTE);
    await source.fail();
    expect(health.report()).toMatchObject({ state: 'stale', lifeSeconds: 900, failures: 1 });
    timing.time = old.expiresAt - 30_000;
    expect(health.report()).toMatchObject({ state: 'none', lifeSeconds: 30, failures: 1 });
  });

  it('gives an unfit renewal the same treatment as a failed one', async () => {
    const old = await warm();
    await timing.pass(45 * MINUTE);
    await source.answer(mintIdToken({ aud: 'other' }, timing.time));
    expect(provider.peek()).toBe(old);
    expect(timing.planned()).toEqual([750]);
  });

  it('asks again for the next call when the first request failed, but not within the second', async () => {
    const failure = new Error('down');
    const first = provider.get();
    first.catch(() => undefined);
    await source.fail(failure);
    await expect(first).rejects.toBe(failure);
    expect(timing.planned()).toEqual([]);
    timing.time += 999;
    await expect(provider.get()).rejects.toBe(failure);
    expect(source.asked).toHaveLength(1);
    timing.time += 1;
    const value = token();
    const second = provider.get();
    await source.answer(value);
    expect((await second).value).toBe(value);
  });

  it('gives up on a source that does not answer after 10 s', async () => {
    const first = provider.get();
    first.catch(() => undefined);
    await timing.pass(9_999);
    expect(source.asked).toHaveLength(1);
    await timing.pass(1);
    await expect(first).rejects.toMatchObject({
      code: 'ERR_IAP_TOKEN_UNAVAILABLE',
      reason: 'timeout',
      message: expect.stringContaining('no answer within 10 s; is the metadata server reachable?'),
    });
    expect(timing.planned()).toEqual([]);
  });

  describe('when IAP refused the token', () => {
    it('fetches another one, once for all who were refused', async () => {
      const refused = await warm();
      const both = Promise.all([provider.replace(refused), provider.replace(refused)]);
      const value = token();
      await source.answer(value);
      expect((await both).map((got) => got.value)).toEqual([value, value]);
      expect(timing.planned()).toEqual([45 * MINUTE]);
      expect(source.asked).toHaveLength(2);
    });

    it('is as good as the one before where no other can be had', async () => {
      const refused = await warm();
      const both = Promise.all([provider.replace(refused), provider.replace(refused)]);
      await source.fail();
      expect(await both).toEqual([refused, refused]);
    });

    it('hands out the one that came in the meantime', async () => {
      const refused = await warm();
      await timing.pass(45 * MINUTE);
      const value = token();
      await source.answer(value);
      expect((await provider.replace(refused)).value).toBe(value);
      expect(source.asked).toHaveLength(2);
    });

    it('does not ask more than once a minute', async () => {
      const refused = await warm();
      const replaced = provider.replace(refused);
      const value = token();
      await source.answer(value);
      const second = await replaced;
      timing.time += MINUTE - 1;
      expect(await provider.replace(second)).toBe(second);
      expect(source.asked).toHaveLength(2);
      timing.time += 1;
      void provider.replace(second);
      expect(source.asked).toHaveLength(3);
    });

    it('keeps the refused one if no other can be had', async () => {
      const refused = await warm();
      const replaced = provider.replace(refused);
      await source.fail();
      expect(await replaced).toBe(refused);
      expect(provider.peek()).toBe(refused);
    });
  });

  it('serves every call over many expiries while the source is slow, down and up again', async () => {
    await warm();
    let tokens = 1;
    for (let second = 0; second < 6 * 3600; second += 1) {
      await timing.pass(1000);
      const isDown = second % 5400 > 4500; // A quarter of an hour in every hour and a half.
      const open = source.asked.length > tokens;
      if (open) {
        tokens = source.asked.length;
        if (isDown) await source.fail();
        else await source.answer(token());
      }
      const used = provider.peek();
      expect(used).toBeDefined();
      expect(used!.expiresAt - timing.time).toBeGreaterThan(30_000);
    }
    expect(provider.failures).toBe(0);
    expect(tokens).toBeGreaterThan(8);
  });

  it('makes do with tokens that are near their end and come again and again', async () => {
    const expiresAt = timing.time + 240_000;
    const old = () => mintIdToken({ exp: expiresAt / 1000 }, timing.time);
    await warm(old());
    for (let second = 0; second < 220; second += 1) {
      const asked = source.asked.length;
      await timing.pass(1000);
      if (source.asked.length > asked) await source.answer(old());
      expect(provider.peek()).toBeDefined();
    }
    expect(source.asked.length).toBeLessThan(8);
  });

  describe('with a clock that is wrong', () => {
    const HOURS = 3 * 3_600_000;

    it('goes by the source’s when a new token looks expired', async () => {
      const real = timing.time;
      timing.time += HOURS;
      source.time = () => Promise.resolve(timing.time - HOURS);
      const first = provider.get();
      await source.answer(mintIdToken({}, real));
      expect((await first).expiresAt).toBe(real + 3_600_000);
      expect(provider.lifeLeft).toBe(3_600_000);
      expect(provider.peek()).toBeDefined();
      expect(timing.planned()).toEqual([45 * MINUTE]);
    });

    it.each`
      why                             | time
      ${'has no clock'}               | ${undefined}
      ${'cannot say'}                 | ${() => Promise.resolve(undefined)}
      ${'agrees that it has expired'} | ${() => Promise.resolve(START + 3_600_000)}
    `('or refuses the token, when the source $why', async ({ time }) => {
      source.time = time;
      const first = provider.get();
      first.catch(() => undefined);
      await source.answer(mintIdToken({ exp: START / 1000 - 1 }, START));
      await expect(first).rejects.toMatchObject({ reason: 'expired' });
    });
  });
});
