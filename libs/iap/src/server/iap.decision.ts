import type { IncomingHttpHeaders } from 'node:http';
import type { IapRejectReason } from './iap-reject.reason.ts';
import {
  IapCallerNotAllowedError,
  IapJwtInvalidError,
  IapKeysUnavailableError,
} from './iap-server.errors.ts';
import type { IapPrincipal } from './iap.principal.ts';

/** One decision of the guard, for logs, metrics and audit. Holds no token and no claim that was not verified. */
export interface IapDecision {
  readonly outcome: 'allowed' | 'refused' | 'would-be-refused';
  /** `Class.handler`; never the URL, which the sender writes. */
  readonly route: string;
  /** Only where the caller was verified. */
  readonly kind?: IapPrincipal['kind'];
  /** The verified caller as IAM writes it. */
  readonly caller?: string | undefined;
  /** Absent when the request was let in. */
  readonly reason?: IapRejectReason;
  readonly status?: RefusalStatus;
  /** The id of the trace that the request says it belongs to, 32 hexadecimal digits. */
  readonly trace?: string;
}

/** 500: a fault of this library or of a provider that replaces a part of it; the request is not let in. */
export type RefusalStatus = 401 | 403 | 503 | 500;

export function statusOf(error: unknown): RefusalStatus {
  if (error instanceof IapJwtInvalidError) return 401;
  if (error instanceof IapCallerNotAllowedError) return 403;
  return error instanceof IapKeysUnavailableError ? 503 : 500;
}

export function reasonOf(error: unknown): IapRejectReason {
  const isNamed =
    error instanceof IapJwtInvalidError ||
    error instanceof IapCallerNotAllowedError ||
    error instanceof IapKeysUnavailableError;
  return isNamed ? error.reason : 'internal';
}

/** Sources: W3C Trace Context, section 3.2; Google Cloud Trace, "Trace context". */
export function traceOf(headers: IncomingHttpHeaders): string | undefined {
  const { traceparent, 'x-cloud-trace-context': cloud } = headers;
  const found =
    /^[\da-f]{2}-([\da-f]{32})-/.exec(String(traceparent)) ?? /^([\da-f]{32})\//.exec(String(cloud));
  return found?.[1];
}
