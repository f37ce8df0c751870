import { IAP_JWT_HEADER } from '../iap.constants.ts';
import { traceHeaders } from './trace.context.ts';

/**
 * Members of a `RequestInit`, all but `headers`, `redirect` and `dispatcher`: the last names who sends, and sees the token.
 * Read by name, because a `Request`, which may stand in for one, has them on its prototype.
 */
const MEMBERS = [
  'body',
  'cache',
  'credentials',
  'integrity',
  'keepalive',
  'method',
  'mode',
  'referrer',
  'referrerPolicy',
  'signal',
] as const;

/** What one call sends. Nothing of it is the app's own object: a `Request` can hold a dispatcher that cannot be seen. */
export interface Call {
  readonly url: string;
  readonly init: RequestInit;
  /** The call's own: the token goes into them and into nothing of the app's. */
  readonly headers: Headers;
}

/** @param url where `input` leads, judged */
export function callOf(
  url: string,
  input: string | URL | Request,
  given: RequestInit | null | undefined,
): Call {
  const request = input instanceof Request ? input : undefined;
  const init: Record<string, unknown> = {};
  for (const name of MEMBERS) {
    const value = given?.[name] ?? request?.[name];
    if (value !== undefined && value !== null) init[name] = value;
  }
  if (isStream(init.body)) init.duplex = 'half';
  return { url, init, headers: headersOf(given?.headers ?? request?.headers) };
}

function headersOf(given: RequestInit['headers']): Headers {
  const headers = new Headers(given);
  for (const [name, value] of traceHeaders()) {
    if (!headers.has(name)) headers.set(name, value);
  }
  headers.delete(IAP_JWT_HEADER); // A visitor's assertion is valid at every service of the app: it is not handed on.
  return headers;
}

function isStream(body: unknown): boolean {
  return (
    typeof body === 'object' &&
    body !== null &&
    (Symbol.asyncIterator in body || body instanceof ReadableStream)
  );
}
