import { AxiosHeaders } from 'axios';

/** Headers that Node keeps the first of. Source: Node, `message.headers`. */
const FIRST_ONLY = new Set([
  'age',
  'authorization',
  'content-length',
  'content-type',
  'etag',
  'expires',
  'from',
  'host',
  'if-modified-since',
  'if-unmodified-since',
  'last-modified',
  'location',
  'max-forwards',
  'proxy-authorization',
  'referer',
  'retry-after',
  'server',
  'user-agent',
]);

/** Headers as undici hands them over: a list where a name came more than once. */
export type UndiciHeaders = Record<string, string | string[] | undefined>;

/** Header lines of an answer as Node's own client presents them, which is what users of Axios are used to. */
export function nodeHeaders(lines: UndiciHeaders): AxiosHeaders {
  const headers = new AxiosHeaders();
  for (const name in lines) {
    const value = lines[name];
    if (value === undefined) continue;
    // Assigned and not `set`: names are in lower case and values are trimmed already, and `set` looks for both.
    if (name === 'set-cookie') headers[name] = Array.isArray(value) ? value : [value];
    else headers[name] = Array.isArray(value) ? joined(name, value) : value;
  }
  return headers;
}

function joined(name: string, values: readonly string[]): string {
  return FIRST_ONLY.has(name) ? (values[0] ?? '') : values.join(name === 'cookie' ? '; ' : ', ');
}
