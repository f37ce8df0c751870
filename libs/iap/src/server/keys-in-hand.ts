import type { FetchedKeySet } from './key-set.fetcher.ts';
import type { KeySet } from './key-set.importer.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Bounds of what an answer may claim about its freshness, and what holds when it claims nothing. */
export const MIN_LIFETIME_MS = 5 * MINUTE_MS;
export const MAX_LIFETIME_MS = 24 * HOUR_MS;
export const DEFAULT_LIFETIME_MS = 10 * MINUTE_MS;

/** How long keys stay in service after their freshness ended when no newer ones can be had. */
export const MAX_STALE_MS = 24 * HOUR_MS;

/** Share of the lifetime after which newer keys are read in the background. */
const REFRESH_AFTER = 0.8;

/** A published set, and until when it serves. All times in milliseconds since the epoch. */
export interface KeysInHand {
  readonly keys: KeySet;
  readonly fetchedAt: number;
  readonly refreshAt: number;
  readonly freshUntil: number;
  readonly usableUntil: number;
}

export function keysInHandOf({ keys, lifetimeMs }: FetchedKeySet, now: number): KeysInHand {
  const lifetime = Math.min(Math.max(lifetimeMs ?? DEFAULT_LIFETIME_MS, MIN_LIFETIME_MS), MAX_LIFETIME_MS);
  const freshUntil = now + lifetime;
  const refreshAt = now + lifetime * REFRESH_AFTER;
  return { keys, fetchedAt: now, refreshAt, freshUntil, usableUntil: freshUntil + MAX_STALE_MS };
}
