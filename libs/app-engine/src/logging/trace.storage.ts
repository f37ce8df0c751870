import { AsyncLocalStorage } from 'node:async_hooks';
import type { Trace } from './trace.ts';

const storage = new AsyncLocalStorage<Trace>();

/** Runs `work`, and all that it starts, inside the trace. */
export function withTrace<T>(trace: Trace, work: () => T): T {
  return storage.run(trace, work);
}

/** The trace of the request being served, or nothing outside of one. */
export function currentTrace(): Trace | undefined {
  return storage.getStore();
}
