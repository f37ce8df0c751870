import type { Token } from './token.reader.ts';

/** Milliseconds: first and longest pause after a renewal that failed. */
const BACK_OFF = { first: 1_000, longest: 60_000 };
/** Milliseconds: a renewal is never planned sooner or later than this after a success. */
const RENEWAL = { soonest: 2_000, latest: 3_600_000 };

/**
 * Milliseconds until a token is renewed: at 70 to 80 % of the life that is left, and well before it goes out of use.
 *
 * @param chance in [0, 1): spreads the renewals of many processes
 */
export function renewalDelay(token: Token, now: number, chance: number): number {
  const share = (token.expiresAt - now) * (0.7 + 0.1 * chance);
  const delay = Math.min(share, (token.usableUntil - now) * 0.85);
  return Math.min(Math.max(delay, RENEWAL.soonest), RENEWAL.latest);
}

/** Milliseconds until a renewal is tried again after so many failures in a row, 1 or more. */
export function backOff(failures: number, chance: number): number {
  return Math.min(BACK_OFF.first * 2 ** (failures - 1), BACK_OFF.longest) * (0.5 + 0.5 * chance);
}
