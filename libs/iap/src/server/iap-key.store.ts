import type { KeyObject } from 'node:crypto';
import { IapJwtInvalidError, IapKeysUnavailableError } from './iap-server.errors.ts';
import type { IapClock } from './iap.clock.ts';
import { type KeysInHand, keysInHandOf } from './keys-in-hand.ts';
import type { FetchedKeySet, KeyFetchFailure } from './key-set.fetcher.ts';
import { type KeyReport, reportOf } from './key.report.ts';

/** Shortest time between two fetches while they succeed: what a flood of unknown key ids costs. */
export const COOL_DOWN_MS = 30_000;

/** Shortest time between two fetches while they fail: doubled with every failure, from the first to the second. */
export const FIRST_RETRY_MS = 1_000;
export const LAST_RETRY_MS = 60_000;

/** By how much a clock may be corrected backwards without anything being read again. */
const CLOCK_TOLERANCE_MS = 60_000;

/**
 * IAP's public keys. A key in hand is given out synchronously; the network is asked by one request at a time, once per
 * cool-down, and what it answers replaces the keys in hand only when it is a usable set.
 */
export class IapKeyStore {
  private inHand: KeysInHand | undefined;
  private fetching: Promise<void> | undefined;
  private nextFetchAt = -Infinity;
  private failure: KeyFetchFailure | undefined;
  private failures = 0;
  private isAwaited = false;

  /** @param onFetched told how the keys stand after every fetch, and whether a request waited for it */
  constructor(
    private readonly fetchKeys: () => Promise<FetchedKeySet | KeyFetchFailure>,
    private readonly now: IapClock,
    private readonly onFetched: (report: KeyReport, isAwaited: boolean) => void,
  ) {}

  /** The key, when it is in hand and fresh: the way of all but a few requests. Refreshes in the background when due. */
  fresh(kid: string): KeyObject | undefined {
    if (this.inHand === undefined) return undefined;
    const now = this.now();
    if (now >= this.inHand.freshUntil || isSetBack(this.inHand.fetchedAt, now)) return undefined;
    if (now >= this.inHand.refreshAt && this.mayFetch()) void this.refresh();
    return this.inHand.keys.get(kid);
  }

  /**
   * The key, after asking the network where that is due. A key that only lost its freshness waits for one fetch, and for
   * none while the last one failed: an outage slows nobody down whose key is in hand.
   * @throws {@link IapJwtInvalidError} `key-unknown` or `key-unusable`, when the published set was read and lacks it
   * @throws {@link IapKeysUnavailableError} when the set could not be read, so that nothing can be said
   */
  async find(kid: string): Promise<KeyObject> {
    const atHand = this.fresh(kid) ?? (this.failures > 0 ? this.usable()?.get(kid) : undefined);
    if (this.fetching !== undefined || this.mayFetch()) {
      const refreshed = this.refresh();
      if (atHand === undefined) {
        this.isAwaited = true;
        await refreshed;
      }
    }
    const keys = this.usable();
    const key = atHand ?? keys?.get(kid);
    if (key !== undefined) return key;
    if (keys === undefined || this.failures > 0) throw new IapKeysUnavailableError(this.retryAfterSeconds());
    throw new IapJwtInvalidError(keys.has(kid) ? 'key-unusable' : 'key-unknown');
  }

  /** Reads the published set if the keys in hand are not fresh and a fetch is due. For a health check: without traffic, nobody else asks. */
  async refreshIfDue(): Promise<void> {
    const now = this.now();
    const isFresh =
      this.inHand !== undefined && now < this.inHand.freshUntil && !isSetBack(this.inHand.fetchedAt, now);
    if (!isFresh && (this.fetching !== undefined || this.mayFetch())) await this.refresh();
  }

  /** Reads the published set now, or joins the reading under way. Never rejects. */
  refresh(): Promise<void> {
    this.fetching ??= this.replaceKeys().finally(() => {
      this.fetching = undefined;
    });
    return this.fetching;
  }

  /** What is in hand right now, for health checks and logs. */
  report(): KeyReport {
    return reportOf(this.inHand, this.failure, this.nextFetchAt, this.now());
  }

  private async replaceKeys(): Promise<void> {
    const fetched = await this.fetchKeys();
    const now = this.now();
    if (typeof fetched === 'string') {
      this.failure = fetched;
      this.nextFetchAt = now + Math.min(FIRST_RETRY_MS * 2 ** this.failures++, LAST_RETRY_MS);
    } else {
      this.failure = undefined;
      this.failures = 0;
      this.nextFetchAt = now + COOL_DOWN_MS;
      this.inHand = keysInHandOf(fetched, now);
    }
    this.onFetched(this.report(), this.isAwaited);
    this.isAwaited = false;
  }

  private mayFetch(): boolean {
    const now = this.now();
    // Nothing is planned further ahead than that: the clock was set back.
    return now >= this.nextFetchAt || now < this.nextFetchAt - LAST_RETRY_MS;
  }

  private usable(): KeysInHand['keys'] | undefined {
    return this.inHand !== undefined && this.now() < this.inHand.usableUntil ? this.inHand.keys : undefined;
  }

  private retryAfterSeconds(): number {
    const ms = Math.min(this.nextFetchAt - this.now(), LAST_RETRY_MS);
    return Math.max(1, Math.ceil(ms / 1000));
  }
}

/** Whether the clock stands before something that has happened: what is planned by it would then not come for long. */
function isSetBack(happenedAt: number, now: number): boolean {
  return now < happenedAt - CLOCK_TOLERANCE_MS;
}
