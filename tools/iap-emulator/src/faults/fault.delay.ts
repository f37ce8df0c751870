import type { FaultBoard } from './fault.board.ts';

/** Waits as many milliseconds as a fault says, and no longer than the fault is on. */
export async function delayBy(
  board: FaultBoard,
  name: 'latency_ms' | 'metadata_latency_ms',
  service: string,
): Promise<void> {
  const ms = board.of(name, service);
  if (ms === undefined) return;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, ms, undefined);
  const stop = board.onChange(() => {
    if (board.of(name, service) === undefined) resolve(undefined);
  });
  await promise;
  clearTimeout(timer);
  stop();
}
