import type { InternalAxiosRequestConfig } from 'axios';

import { headerOf } from './header.lookup.ts';
import { IapOriginError } from './iap-client.errors.ts';

/** As Axios decides it: with a scheme, or relative to one. */
const ABSOLUTE = /^([a-z][a-z\d+.-]*:)?\/\//i;
/** What Axios refuses, and what `URL` would read as a host: `https:host`, `https:/host`. */
const HALF_ABSOLUTE = /^https?:(?!\/\/)/i;
const BACKSLASH_IN_PATH = /^[^?#]*\\/;
/** Tabs and line breaks vanish when a URL is parsed. */
const CONTROL = /\p{Cc}/u;

/** Paths that are remembered. An app whose paths carry ids fills this once, and loses nothing. */
const MOST_PATHS = 256;

/** The one place that the ID token is for. */
export class Upstream {
  readonly origin: string;
  readonly #paths = new Map<string, URL>();

  /** @param baseURL checked: https, or http on loopback; no user info, query or fragment */
  constructor(readonly baseURL: string) {
    this.origin = new URL(baseURL).origin;
  }

  /**
   * Where a request goes, if that is here.
   *
   * @throws {IapOriginError} if it goes anywhere else, or says so in more than one way
   */
  locate(config: InternalAxiosRequestConfig): URL {
    const flaw = this.#detour(config);
    if (flaw !== undefined) this.#refuse(flaw);
    return this.resolve(config.url, config.headers);
  }

  /**
   * Where a URL leads, if that is here; a relative one is meant from `baseURL` on.
   *
   * @throws {IapOriginError}
   */
  resolve(path: unknown, headers: object): URL {
    const url = this.#known(path);
    const host = headerOf(headers, 'host');
    if (host && host !== url.host) this.#refuse('the Host header names another host');
    return url;
  }

  /** A setting that would take the request off its way to the origin, whatever the URL says. */
  #detour(config: InternalAxiosRequestConfig): string | undefined {
    if (config.baseURL !== this.baseURL) return 'the request sets another baseURL';
    if (config.socketPath != null) return 'the request sets socketPath';
    if (config.transport != null) return 'the request sets transport';
    if (config.proxy !== false) return 'the request sets proxy';
    if (config.maxRedirects !== 0) return 'the request sets maxRedirects; redirects are never followed';
    if ('httpVersion' in config && config.httpVersion !== 1) return 'the request sets httpVersion';
    return undefined;
  }

  /** Most apps call the same few paths: each is judged once. */
  #known(path: unknown): URL {
    const key = typeof path === 'string' ? path : '';
    const known = key === path ? this.#paths.get(key) : undefined;
    if (known) return known;
    const url = this.#resolve(path);
    if (url.origin !== this.origin) this.#refuse(`the request is for ${url.origin}`);
    if (url.username || url.password) this.#refuse('the URL carries a user name or a password');
    if (key === path && this.#paths.size < MOST_PATHS) this.#paths.set(key, url);
    return url;
  }

  #resolve(path: unknown): URL {
    if (path !== undefined && typeof path !== 'string') this.#refuse('the URL is not a string');
    const url = path?.trim() ?? '';
    if (CONTROL.test(url)) this.#refuse('the URL has a control character');
    if (BACKSLASH_IN_PATH.test(url)) this.#refuse('the URL has a backslash in its path');
    if (HALF_ABSOLUTE.test(url)) this.#refuse('the URL has a scheme without //');
    const full = ABSOLUTE.test(url) ? url : join(this.baseURL, url);
    return URL.parse(full) ?? this.#refuse('the URL cannot be parsed');
  }

  #refuse(flaw: string): never {
    throw new IapOriginError(this.origin, flaw);
  }
}

function join(baseURL: string, path: string): string {
  return path === '' ? baseURL : `${baseURL.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
}

/** Whether a host name of a parsed URL is this machine and nothing else. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
