import { HttpException, HttpStatus } from '@nestjs/common';
import {
  IapCallerNotAllowedError,
  IapJwtInvalidError,
  IapKeysUnavailableError,
} from './iap-server.errors.ts';
import { stackless } from './stackless.ts';

/** How a refusal looks from outside: a status, and nothing that tells a forger which check stood in the way. */
export interface HttpAnswer {
  readonly exception: HttpException;
  readonly headers: Readonly<Record<string, string>>;
}

/** @returns undefined for an error that is no refusal */
export function httpAnswerOf(error: unknown): HttpAnswer | undefined {
  if (error instanceof IapJwtInvalidError) {
    // RFC 6750, section 3: without a credential the scheme alone; with one, that it was not valid.
    const challenge = error.reason === 'assertion-missing' ? 'Bearer' : 'Bearer error="invalid_token"';
    return answer(HttpStatus.UNAUTHORIZED, 'Unauthorized', error, { 'WWW-Authenticate': challenge });
  }
  if (error instanceof IapCallerNotAllowedError) return answer(HttpStatus.FORBIDDEN, 'Forbidden', error);
  if (error instanceof IapKeysUnavailableError) {
    const headers = { 'Retry-After': String(error.retryAfterSeconds) };
    return answer(HttpStatus.SERVICE_UNAVAILABLE, 'Service Unavailable', error, headers);
  }
  return undefined;
}

function answer(statusCode: number, message: string, cause: Error, headers = {}): HttpAnswer {
  const exception = stackless(() => new HttpException({ statusCode, message }, statusCode, { cause }));
  return { exception, headers };
}
