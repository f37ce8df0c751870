import type { RequestFilter } from './request.filter.ts';
import type { RequestRecord } from './request.record.ts';
import type { RequestRing } from './request.ring.ts';

/** Milliseconds that `waitFor` waits when it is told nothing else. */
const PATIENCE_MS = 5_000;

/** The requests that were seen: at the fronts, the metadata servers and the key addresses. */
export interface RequestVerbs {
  /** Those that match, the oldest first. */
  all(filter?: RequestFilter): readonly RequestRecord[];
  /**
   * The first that matches: one that was recorded, otherwise the next to come.
   * @throws {NoRequestError} when none came within `timeoutMs`, 5,000 if left out
   */
  waitFor(filter?: RequestFilter, options?: { readonly timeoutMs?: number }): Promise<RequestRecord>;
  /** Forgets them all. */
  clear(): void;
}

export function requestVerbs(ring: RequestRing): RequestVerbs {
  return {
    all: (filter) => ring.all(filter),
    waitFor: (filter = {}, { timeoutMs = PATIENCE_MS } = {}) => ring.waitFor(filter, timeoutMs),
    clear: () => {
      ring.clear();
    },
  };
}
