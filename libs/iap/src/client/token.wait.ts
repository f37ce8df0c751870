import { AxiosError, CanceledError, type InternalAxiosRequestConfig } from 'axios';

import type { IdToken } from './id-token.ts';

/**
 * Waits for a token as long as the request itself would wait: its abort signal, cancel token and timeout hold.
 *
 * @throws {CanceledError | AxiosError} as Axios does
 */
export async function waitForToken(
  token: Promise<IdToken>,
  config: InternalAxiosRequestConfig,
): Promise<IdToken> {
  const { signal, cancelToken, timeout = 0 } = config;
  let timer: NodeJS.Timeout | undefined;
  let cancel: () => void = () => undefined;
  const impatience = new Promise<never>((_resolve, reject) => {
    cancel = () => {
      reject(new CanceledError(undefined, config));
    };
    if (timeout > 0)
      timer = setTimeout(() => {
        reject(timeoutError(timeout, config));
      }, timeout);
  });
  void cancelToken?.promise.then(cancel);
  signal?.addEventListener?.('abort', cancel);
  try {
    return await Promise.race([token, impatience]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener?.('abort', cancel);
  }
}

function timeoutError(timeout: number, config: InternalAxiosRequestConfig): AxiosError {
  const message = config.timeoutErrorMessage ?? `timeout of ${timeout}ms exceeded`;
  const code = config.transitional?.clarifyTimeoutError ? AxiosError.ETIMEDOUT : AxiosError.ECONNABORTED;
  return new AxiosError(message, code, config);
}
