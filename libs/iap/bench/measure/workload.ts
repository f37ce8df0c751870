/**
 * Of how many calls in a row one brings an assertion that was not seen before, and among how many of the latest the others
 * choose. Nobody knows how often IAP hands one to an app, so every cache is seen at its worst, at its best and between.
 */
export const WORKLOADS = {
  distinct: { newEvery: 1, among: 1 },
  'all equal': { newEvery: Infinity, among: 1 },
  'one in ten new': { newEvery: 10, among: 100 },
} as const;

export type WorkloadName = keyof typeof WORKLOADS;

/** Numbers of assertions from a ring; feeds that share one never hand out what another did until it has gone round. */
export class AssertionRing {
  private taken = 0;

  constructor(private readonly size: number) {}

  /** @returns the number of the next assertion, at every call */
  feed(workload: WorkloadName): () => number {
    const { newEvery, among } = WORKLOADS[workload];
    const latest: number[] = [];
    let calls = 0;
    return () => {
      const call = calls++;
      const isNew = call === 0 || (newEvery < Infinity && call % newEvery === 0);
      if (!isNew) return latest[call % latest.length] ?? 0;
      const taken = this.taken++ % this.size;
      latest[Math.floor(call / newEvery) % among] = taken;
      return taken;
    };
  }
}
