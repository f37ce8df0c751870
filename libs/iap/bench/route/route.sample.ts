/** What one round of load on one server brought. */
export interface RouteSample {
  /** Requests per second. */
  readonly throughput: number;
  /** Microseconds of the server's CPU per request. */
  readonly cpu: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** Cells are named `framework | guard | load`; the bare check, sampled on the unguarded server, `framework | bare`. */
export type RouteSamples = ReadonlyMap<string, readonly RouteSample[]>;

export const LOADS = {
  distinct: 'closed, all distinct',
  equal: 'closed, all equal',
  tenth: 'closed, one in ten new',
  open: 'open, all distinct',
} as const;
