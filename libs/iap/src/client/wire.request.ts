import axios, { type InternalAxiosRequestConfig } from 'axios';

import { IAP_JWT_HEADER } from '../iap.constants.ts';
import { traceHeaders } from './trace.context.ts';

/** One request, ready for a connection: all that Axios's own adapter would have made of a configuration. */
export interface WireRequest {
  readonly method: string;
  /** Path and query, ASCII. */
  readonly path: string;
  /** Names and values by turns. */
  readonly headers: string[];
  readonly body: Buffer | null;
}

/** What stays with Axios's own adapter: settings of its Node transport, and bodies that flow. */
const FOR_AXIOS = [
  'httpAgent',
  'httpsAgent',
  'lookup',
  'family',
  'insecureHTTPParser',
  'maxRate',
  'onUploadProgress',
  'onDownloadProgress',
] as const;
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** Headers that say how a message is framed. undici frames messages itself, and refuses most of these. */
const FRAMING = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'transfer-encoding',
  'upgrade',
]);
const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/;
/** What Axios would send unchanged: Latin-1 without control characters, no blank at either end. */
const PLAIN_VALUE = /^(?![\t ])[\t\x20-\x7e\x80-\xff]*(?<![\t ])$/;
const PLAIN_PATH = /^\/[\x21-\x7e]*$/;
const ACCEPT_ENCODING = 'gzip, compress, deflate, br';
const USER_AGENT = `axios/${axios.VERSION}`;

/**
 * The request as Axios's own adapter would send it, or nothing if that adapter should: it then behaves as Axios does
 * because it is Axios. What is unusual is left to it rather than imitated.
 */
export function wireRequestOf(config: InternalAxiosRequestConfig, url: URL): WireRequest | undefined {
  const method = (config.method ?? 'get').toUpperCase();
  if (!METHODS.has(method) || config.responseType === 'stream' || !hasPlainTimeout(config)) return undefined;
  if (FOR_AXIOS.some((name) => Reflect.get(config, name) !== undefined)) return undefined;
  const body = bytesOf(config.data);
  const path = pathOf(config, url);
  const headers = headersOf(config);
  if (body === undefined || path === undefined || headers === undefined) return undefined;
  return { method, path, headers, body };
}

function hasPlainTimeout({ timeout = 0, transitional }: InternalAxiosRequestConfig): boolean {
  const zstd = transitional?.advertiseZstdAcceptEncoding;
  return Number.isInteger(timeout) && timeout >= 0 && zstd !== true;
}

function bytesOf(data: unknown): Buffer | null | undefined {
  if (!data) return null; // Axios sends nothing for '' and 0, too.
  if (typeof data === 'string') return Buffer.from(data);
  if (Buffer.isBuffer(data)) return data;
  return data instanceof ArrayBuffer ? Buffer.from(data) : undefined;
}

function pathOf(config: InternalAxiosRequestConfig, url: URL): string | undefined {
  const { paramsSerializer } = config;
  const params: unknown = config.params;
  let path = url.pathname + url.search;
  if (params) {
    try {
      path = axios.getUri({ url: path, params, ...(paramsSerializer && { paramsSerializer }) });
    } catch {
      return undefined; // Axios's adapter fails in the same way, and tells.
    }
  }
  return PLAIN_PATH.test(path) ? path : undefined;
}

function headersOf({ headers }: InternalAxiosRequestConfig): string[] | undefined {
  const flat: string[] = [];
  const names = new Set<string>();
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (value === undefined || lower === IAP_JWT_HEADER) continue; // A visitor's assertion is not handed on.
    if (value === null || value === false) {
      names.add(lower); // Axios's way to say: do not add it.
      continue;
    }
    if (typeof value !== 'string' || names.has(lower) || FRAMING.has(lower)) return undefined;
    if (!TOKEN.test(name) || !PLAIN_VALUE.test(value)) return undefined;
    names.add(lower);
    flat.push(name, value);
  }
  for (const [name, value] of traceHeaders()) {
    if (!names.has(name)) flat.push(name, value);
  }
  if (!names.has('user-agent')) flat.push('User-Agent', USER_AGENT);
  if (!names.has('accept-encoding')) flat.push('Accept-Encoding', ACCEPT_ENCODING);
  return flat;
}
