import { setTimeout } from 'node:timers/promises';

/**
 * Waits for something as long as nobody gives up.
 *
 * @throws the signal's reason, as `fetch` does
 */
export async function unlessAborted<T>(needed: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return needed;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const give = (): void => {
    reject(signal.reason as Error);
  };
  if (signal.aborted) give();
  signal.addEventListener('abort', give);
  try {
    return await Promise.race([aborted, needed]);
  } finally {
    signal.removeEventListener('abort', give);
    needed.catch(() => undefined); // Nobody waits for it any more.
  }
}

/**
 * Waits some milliseconds.
 *
 * @throws the signal's reason
 */
export async function pauseUnlessAborted(ms: number, signal: AbortSignal | undefined): Promise<void> {
  const timer = new AbortController();
  try {
    await unlessAborted(setTimeout(ms, undefined, { signal: timer.signal }), signal);
  } finally {
    timer.abort();
  }
}
