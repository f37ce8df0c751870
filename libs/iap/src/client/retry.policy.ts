import type { InternalAxiosRequestConfig } from 'axios';

import type { IapRefusedError } from './iap-client.errors.ts';

/** Methods that may be sent twice. Source: RFC 9110, 9.2.2. */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE']);
/** Milliseconds: the first pause where IAP names none. Each further one is twice as long. */
const FIRST_PAUSE = 250;
/** Milliseconds that one call waits for IAP in all. */
const LONGEST_WAIT = 10_000;

/** How far one call has come. */
export interface Attempts {
  /** How many times it was sent again already, and may be at most. */
  readonly retries: number;
  readonly most: number;
  /** Milliseconds waited so far. */
  readonly waited: number;
}

/**
 * Milliseconds to wait before a call is sent again that IAP turned away; nothing if it should not be.
 *
 * @param chance in [0, 1): spreads the callers that were turned away together
 */
export function pauseBeforeRetry(
  { status, retryAfter }: IapRefusedError,
  { method = 'get', data, timeout = 0 }: Pick<InternalAxiosRequestConfig, 'method' | 'data' | 'timeout'>,
  { retries, most, waited }: Attempts,
  chance: number,
): number | undefined {
  if ((status !== 429 && status !== 503) || retries >= most) return undefined;
  if (!IDEMPOTENT.has(method.toUpperCase()) || !canBeSentAgain(data)) return undefined;
  const pause = retryAfter ?? FIRST_PAUSE * 2 ** retries * (0.5 + 0.5 * chance);
  const isTooLong = waited + pause > LONGEST_WAIT || (timeout > 0 && pause >= timeout);
  return isTooLong ? undefined : pause;
}

/** A stream has been read, and a form may hold one. */
export function canBeSentAgain(body: unknown): boolean {
  return body == null || typeof body === 'string' || body instanceof ArrayBuffer || ArrayBuffer.isView(body);
}
