import type { Findings } from '../report/findings.ts';

export interface MemorySample {
  readonly verified: number;
  /** Bytes on the heap and in buffers after a full collection. */
  readonly live: number;
  /** Bytes. */
  readonly rss: number;
}

const MB = 1024 * 1024;

/** A leak of 8 bytes, one pointer, per assertion is what this is meant to see. */
const LEAK_BYTES = 8;

/** The first quarter fills what is bounded (caches, the young generation); growth after it is growth for good. */
export function findingsOf(samples: readonly MemorySample[]): Findings {
  const rows = samples.filter((_, at) => at % 5 === 0);
  const settled = samples.slice(Math.ceil(samples.length / 4));
  const [first, last] = [settled.at(0), settled.at(-1)];
  const growth =
    first === undefined || last === undefined
      ? NaN
      : (last.live - first.live) / (last.verified - first.verified);
  return {
    tables: [
      {
        title: 'Memory',
        note: 'Distinct assertions verified by one process, 64 in flight; live: heap and buffers after a full collection.',
        columns: ['verified', 'live MB', 'RSS MB'],
        rows: rows.map(({ verified, live, rss }) => [String(verified), live / MB, rss / MB]),
      },
    ],
    targets: [
      {
        what: 'bytes kept per distinct assertion, after the first quarter',
        bound: 'at most',
        limit: LEAK_BYTES,
        reached: growth,
      },
    ],
  };
}
