import type { IncomingMessage } from 'node:http';
import { valuesOf } from './request.headers.ts';
import { targetOf } from './request.target.ts';
import type { RequestTarget } from './request.target.ts';

/** A request whose shape leaves no room for two readings. */
export interface FrontRequest {
  readonly message: IncomingMessage;
  readonly method: string;
  readonly target: RequestTarget;
  readonly query: URLSearchParams;
  readonly host: string | undefined;
  readonly hasBody: boolean;
  readonly isChunked: boolean;
}

/** Headers that must not come twice: the app could read the other one. */
const SINGLE = ['host', 'authorization', 'proxy-authorization', 'content-length', 'transfer-encoding'];

/** Reads a request, or gives the status that its shape is refused with. */
export function readRequest(message: IncomingMessage, isUpgrade: boolean): FrontRequest | 400 | 501 {
  const { rawHeaders, headers } = message;
  const target = targetOf(message.url ?? '');
  if (!target || SINGLE.some((name) => valuesOf(rawHeaders, name).length > 1)) return 400;
  const coding = headers['transfer-encoding']?.toLowerCase().trim();
  if (coding !== undefined && coding !== 'chunked') return 501;
  const hasBody = coding !== undefined || headers['content-length'] !== undefined;
  // What follows an upgrade is the new protocol's: a body that was announced would never come.
  if (isUpgrade && hasBody) return 400;
  return {
    message,
    method: message.method ?? 'GET',
    target,
    query: new URLSearchParams(target.query),
    host: target.host ?? headers.host,
    hasBody,
    isChunked: coding !== undefined,
  };
}
