import type { InternalAxiosRequestConfig } from 'axios';

import { timeoutError } from './axios.failures.ts';
import { onCancel } from './cancellation.ts';

/**
 * Waits for what a request needs first as long as the request itself would wait: its abort signal, cancel token and
 * timeout hold.
 *
 * @throws {CanceledError | AxiosError} as Axios does
 */
export async function waitFor<T>(needed: Promise<T>, config: InternalAxiosRequestConfig): Promise<T> {
  const { timeout = 0 } = config;
  let timer: NodeJS.Timeout | undefined;
  let unwatch: () => void = () => undefined;
  const impatience = new Promise<never>((_resolve, reject) => {
    unwatch = onCancel(config, reject);
    if (timeout <= 0) return;
    timer = setTimeout(() => {
      reject(timeoutError(config));
    }, timeout);
  });
  try {
    return await Promise.race([needed, impatience]);
  } finally {
    clearTimeout(timer);
    unwatch();
  }
}
