import type { InternalAxiosRequestConfig } from 'axios';

/** What a response or an error tells about its request, in place of Node's `ClientRequest`, which leads to all others. */
export interface RequestSummary {
  readonly method: string;
  readonly protocol: string;
  readonly host: string;
  readonly path: string;
}

/** The request as it was sent, without params, which the config still has. */
export function requestSummary({ method = 'get' }: InternalAxiosRequestConfig, url: URL): RequestSummary {
  const { protocol, host, pathname: path } = url;
  return { method: method.toUpperCase(), protocol, host, path };
}
