/** The median of several rounds, and how far they lie apart. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @throws {RangeError} for no values */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const [min, max] = [sorted.at(0), sorted.at(-1)];
  const [low, high] = [sorted.at((sorted.length - 1) >> 1), sorted.at(sorted.length >> 1)];
  if (min === undefined || max === undefined || low === undefined || high === undefined)
    throw new RangeError('a spread needs at least one value');
  return { median: (low + high) / 2, min, max };
}

/** Of the rounds' ratios, not the ratio of the medians: what slows a whole round down falls out. */
export function ratioOf(values: readonly number[], references: readonly number[]): Spread {
  return spreadOf(values.map((value, round) => value / (references[round] ?? NaN)));
}
