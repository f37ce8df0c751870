import type { Spread } from '../measure/spread.ts';
import type { Table } from './table.ts';

/** What the library promises about one number, and what this run found. */
export interface Target {
  readonly what: string;
  readonly bound: 'at most' | 'at least';
  readonly limit: number;
  readonly reached: Spread | number;
}

export function isMet({ bound, limit, reached }: Target): boolean {
  const value = typeof reached === 'number' ? reached : reached.median;
  return bound === 'at most' ? value <= limit : value >= limit;
}

export function targetTable(targets: readonly Target[]): Table {
  return {
    title: 'Targets',
    note: 'Judged by the median of the per-round ratios.',
    columns: ['what', 'target', 'reached', 'met?'],
    rows: targets.map((target) => [
      target.what,
      `${target.bound} ${target.limit}`,
      target.reached,
      isMet(target) ? 'yes' : 'NO',
    ]),
  };
}
