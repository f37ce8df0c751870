import { IapError } from '../iap.errors.ts';
import type { IapCallerRejectReason, IapJwtRejectReason } from './iap-reject.reason.ts';

/**
 * The assertion is missing, malformed, forged, expired or meant for another app: nobody is vouched for.
 * It has no stack: it is an answer and no fault, and the stack would cost more than the check that refused.
 */
export class IapJwtInvalidError extends IapError {
  readonly code = 'ERR_IAP_JWT_INVALID';

  constructor(
    /** The first check that failed, for logs and metrics. */
    readonly reason: IapJwtRejectReason,
  ) {
    const { stackTraceLimit } = Error;
    Reflect.set(Error, 'stackTraceLimit', 0); // Not assigned: with --frozen-intrinsics that would throw.
    super(`IAP assertion rejected: ${reason}`);
    Reflect.set(Error, 'stackTraceLimit', stackTraceLimit);
  }
}

/** IAP vouches for the caller, but the caller is not on the list. */
export class IapCallerNotAllowedError extends IapError {
  readonly code = 'ERR_IAP_CALLER_NOT_ALLOWED';

  constructor(
    /** Which list the caller is missing from. */
    readonly reason: IapCallerRejectReason,
  ) {
    super(`Caller refused: ${reason}`);
  }
}

/** No usable key is in hand, so an assertion can be neither accepted nor called forged. */
export class IapKeysUnavailableError extends IapError {
  readonly code = 'ERR_IAP_KEYS_UNAVAILABLE';
  readonly reason = 'keys-unavailable';

  constructor(
    /** Seconds after which asking again makes sense; at least 1. */
    readonly retryAfterSeconds: number,
  ) {
    super('IAP public keys are not available');
  }
}
