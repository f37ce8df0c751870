import { textAnswer } from '../net/answer.ts';
import type { Answer } from '../net/answer.ts';

/**
 * HTTP status by canonical code. Source: google/rpc/code.proto. What is not imitated is FAILED_PRECONDITION and not
 * UNIMPLEMENTED, which is a 501: gcloud tries that again, for a minute.
 */
const STATUS = {
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  ABORTED: 409,
} as const;

/** A refusal in the words of Google's APIs. */
export class GoogleError extends Error {
  readonly status: keyof typeof STATUS;

  constructor(status: keyof typeof STATUS, message: string) {
    super(message);
    this.status = status;
  }
}

export function errorAnswer({ status, message }: GoogleError): Answer {
  const code = STATUS[status];
  return textAnswer(code, JSON.stringify({ error: { code, message, status } }), {
    'content-type': 'application/json; charset=UTF-8',
  });
}
