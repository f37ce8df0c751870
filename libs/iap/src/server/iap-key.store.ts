import type { KeyObject } from 'node:crypto';
import { IapJwtInvalidError, IapKeysUnavailableError } from './iap-server.errors.ts';
import type { IapClock } from './iap.clock.ts';
import type { FetchedKeySet, KeyFetchFailure } from './key-set.fetcher.ts';
import type { KeySet } from './key-set.importer.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Bounds of what an answer may claim about its freshness, and what holds when it claims nothing. */
export const MIN_LIFETIME_MS = 5 * MINUTE_MS;
export const MAX_LIFETIME_MS = 24 * HOUR_MS;
export const DEFAULT_LIFETIME_MS = 10 * MINUTE_MS;

/** How long keys stay in service after their freshness ended when no newer ones can be had. */
export const MAX_STALE_MS = 24 * HOUR_MS;

/** Shortest time between two fetches, whatever asks for them: unknown key ids, an outage, a flood of both. */
export const COOL_DOWN_MS = 30_000;

/** The keys in hand: how old they are, and how much longer they may serve. */
interface KeysInHand {
  readonly keys: KeySet;
  /** Milliseconds since the epoch. */
  readonly freshUntil: number;
  readonly usableUntil: number;
}

/**
 * IAP's public keys. A key in hand is given out synchronously; the network is asked at most once at a time and once per
 * cool-down, and what it answers replaces the keys in hand only when it is a usable set.
 */
export class IapKeyStore {
  private inHand: KeysInHand | undefined;
  private fetching: Promise<void> | undefined;
  private nextFetchAt = 0;
  private lastFetchFailed = false;

  constructor(
    private readonly fetchKeys: () => Promise<FetchedKeySet | KeyFetchFailure>,
    private readonly now: IapClock,
  ) {}

  /** The key, when it is in hand and fresh: the way of all but a few requests. */
  fresh(kid: string): KeyObject | undefined {
    return this.inHand !== undefined && this.now() < this.inHand.freshUntil
      ? this.inHand.keys.get(kid)
      : undefined;
  }

  /**
   * The key, after asking the network where that is due.
   * @throws {@link IapJwtInvalidError} `key-unknown` or `key-unusable`, when the published set was read and lacks it
   * @throws {@link IapKeysUnavailableError} when the set could not be read, so that nothing can be said
   */
  async find(kid: string): Promise<KeyObject> {
    const atHand = this.fresh(kid);
    if (atHand !== undefined) return atHand;
    if (this.fetching !== undefined || this.now() >= this.nextFetchAt) await this.refresh();
    const keys = this.usable();
    const key = keys?.get(kid);
    if (key !== undefined) return key;
    if (keys === undefined || this.lastFetchFailed)
      throw new IapKeysUnavailableError(this.retryAfterSeconds());
    throw new IapJwtInvalidError(keys.has(kid) ? 'key-unusable' : 'key-unknown');
  }

  /** Reads the published set now, or joins the reading under way. Never rejects. */
  refresh(): Promise<void> {
    this.fetching ??= this.replaceKeys().finally(() => {
      this.fetching = undefined;
    });
    return this.fetching;
  }

  private async replaceKeys(): Promise<void> {
    const fetched = await this.fetchKeys();
    const now = this.now();
    this.nextFetchAt = now + COOL_DOWN_MS;
    this.lastFetchFailed = typeof fetched === 'string';
    if (typeof fetched === 'string') return;
    const claimed = fetched.lifetimeMs ?? DEFAULT_LIFETIME_MS;
    const freshUntil = now + Math.min(Math.max(claimed, MIN_LIFETIME_MS), MAX_LIFETIME_MS);
    this.inHand = { keys: fetched.keys, freshUntil, usableUntil: freshUntil + MAX_STALE_MS };
  }

  private usable(): KeySet | undefined {
    return this.inHand !== undefined && this.now() < this.inHand.usableUntil ? this.inHand.keys : undefined;
  }

  private retryAfterSeconds(): number {
    return Math.max(1, Math.ceil((this.nextFetchAt - this.now()) / 1000));
  }
}
