/** One thing to measure: `run` measures it once and gives what that round brought. */
export interface Cell<Sample> {
  readonly name: string;
  readonly run: () => Promise<Sample>;
}

/**
 * Runs every cell once per round. Each round starts one cell further on, so that no cell always runs in the heat or the
 * garbage of the same neighbour.
 * @returns the samples of each cell, in the order of the rounds
 */
export async function interleave<Sample>(
  cells: readonly Cell<Sample>[],
  rounds: number,
): Promise<Map<string, Sample[]>> {
  const samples = new Map(cells.map(({ name }): [string, Sample[]] => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const first = round % cells.length;
    for (const { name, run } of [...cells.slice(first), ...cells.slice(0, first)]) {
      samples.get(name)?.push(await run());
    }
  }
  return samples;
}
