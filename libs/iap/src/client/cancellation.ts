import { CanceledError, type InternalAxiosRequestConfig } from 'axios';

import type { RequestSummary } from './request-summary.ts';

/** What Axios's `CancelToken` offers beside its published type. */
interface Subscribable {
  subscribe(listener: (reason: unknown) => void): void;
  unsubscribe(listener: (reason: unknown) => void): void;
}

/**
 * Tells `listener`, once, that the caller has lost interest: by signal, by cancel token, or with an Observable that was
 * given up. Returns what ends the watch, so that a signal that outlives many calls does not collect their listeners.
 */
export function onCancel(
  config: InternalAxiosRequestConfig,
  listener: (error: unknown) => void,
  request?: RequestSummary,
): () => void {
  const { signal, cancelToken } = config;
  const aborted = () => {
    listener(new CanceledError(undefined, config, request));
  };
  if (isSubscribable(cancelToken)) cancelToken.subscribe(listener);
  if (signal?.aborted) aborted();
  else signal?.addEventListener?.('abort', aborted);
  return () => {
    if (isSubscribable(cancelToken)) cancelToken.unsubscribe(listener);
    signal?.removeEventListener?.('abort', aborted);
  };
}

function isSubscribable(token: unknown): token is Subscribable {
  return typeof token === 'object' && token !== null && 'subscribe' in token && 'unsubscribe' in token;
}
