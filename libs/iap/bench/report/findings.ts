import type { Table } from './table.ts';
import type { Target } from './target.ts';

/** What a section of the benchmark brings home. */
export interface Findings {
  readonly tables: readonly Table[];
  readonly targets: readonly Target[];
}
