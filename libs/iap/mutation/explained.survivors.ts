import type { Mutant } from './mutant.report.ts';

export interface Explained extends Mutant {
  /** Why no test can or should notice. */
  readonly why: string;
}

export const EXPLAINED: readonly Explained[] = [];
