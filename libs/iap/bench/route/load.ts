import type { KeepAliveConnection } from './keep-alive.connection.ts';

export interface LoadResult {
  readonly requests: number;
  readonly ms: number;
  /** Milliseconds from when a request was due to its answer. */
  readonly latencies: readonly number[];
}

/** Every connection asks again as soon as it is answered, for `ms` milliseconds: how much the server can take. */
export async function closedLoop(
  connections: readonly KeepAliveConnection[],
  ms: number,
  next: () => string,
): Promise<LoadResult> {
  const latencies: number[] = [];
  const start = performance.now();
  const end = start + ms;
  await Promise.all(
    connections.map(
      (connection) =>
        new Promise<void>((resolve, reject) => {
          const ask = (): void => {
            const sent = performance.now();
            if (sent >= end) {
              resolve();
              return;
            }
            connection.send(next(), (error) => {
              if (error !== undefined) {
                reject(error);
                return;
              }
              latencies.push(performance.now() - sent);
              ask();
            });
          };
          ask();
        }),
    ),
  );
  return { requests: latencies.length, ms: performance.now() - start, latencies };
}

/**
 * Asks `rate` times a second whatever the server does: how long a user waits. The time counts from when the request was
 * due, so that a server that stalls does not hide it by holding the requests back.
 */
export async function openLoop(
  connections: readonly KeepAliveConnection[],
  ms: number,
  rate: number,
  next: () => string,
): Promise<LoadResult> {
  const total = Math.floor((ms * rate) / 1000);
  const idle = [...connections];
  const latencies: number[] = [];
  const start = performance.now();
  let sent = 0;
  await new Promise<void>((resolve, reject) => {
    // Turns without a pause: a timer would bundle what is due within its millisecond.
    const turn = (): void => {
      while (sent < total && idle.length > 0) {
        const due = start + (sent * 1000) / rate;
        if (due > performance.now()) break;
        const connection = idle.pop();
        sent++;
        connection?.send(next(), (error) => {
          if (error !== undefined) {
            reject(error);
            return;
          }
          latencies.push(performance.now() - due);
          idle.push(connection);
        });
      }
      if (latencies.length === total) resolve();
      else setImmediate(turn);
    };
    turn();
  });
  return { requests: total, ms: performance.now() - start, latencies };
}

/** @param share 0.5 for the median */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
