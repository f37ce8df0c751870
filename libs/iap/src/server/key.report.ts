import type { KeyFetchFailure } from './key-set.fetcher.ts';
import type { KeysInHand } from './keys-in-hand.ts';

/** How IAP's keys stand, for health checks and logs. */
export interface KeyReport {
  /** `fresh`; `stale`: past their freshness and in service because no newer ones can be read; `none`: nothing can be judged. */
  readonly state: 'fresh' | 'stale' | 'none';
  /** Keys that can verify. */
  readonly keys: number;
  /** Since the set in hand was read; absent without one. */
  readonly ageSeconds?: number;
  /** Until the set in hand goes out of service, if no newer one is read. */
  readonly usableSeconds: number;
  /** Why the last fetch brought no keys; absent when it did, or when there was none. */
  readonly failure?: KeyFetchFailure;
  /** Until the next fetch is allowed. */
  readonly nextFetchSeconds: number;
}

export function reportOf(
  inHand: KeysInHand | undefined,
  failure: KeyFetchFailure | undefined,
  nextFetchAt: number,
  now: number,
): KeyReport {
  const fetching = { ...(failure && { failure }), nextFetchSeconds: secondsTo(nextFetchAt, now) };
  if (inHand === undefined || now >= inHand.usableUntil) {
    return { state: 'none', keys: 0, usableSeconds: 0, ...fetching };
  }
  return {
    state: now < inHand.freshUntil ? 'fresh' : 'stale',
    keys: [...inHand.keys.values()].filter((key) => key !== undefined).length,
    ageSeconds: secondsTo(now, inHand.fetchedAt),
    usableSeconds: secondsTo(inHand.usableUntil, now),
    ...fetching,
  };
}

function secondsTo(time: number, now: number): number {
  return Math.max(0, Math.round((time - now) / 1000));
}
