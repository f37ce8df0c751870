import { AssertionMint } from '../assertion.mint.ts';
import type { Scale } from '../bench.options.ts';
import type { Arena, Contestant, ContestantFactory } from '../contestants/contestant.ts';
import { assertJudges } from '../contestants/fairness.check.ts';
import { CACHING, CONTESTANTS } from '../contestants/index.ts';
import { KeyServer } from '../key.server.ts';
import { type Cost, costOf } from '../measure/cost.ts';
import { type Cell, interleave } from '../measure/interleave.ts';
import { AssertionRing, type WorkloadName } from '../measure/workload.ts';
import { inputOf } from '../pinned.process.ts';
import { findingsOf } from './verify.findings.ts';

const scale = inputOf() as Scale;
const calls = scale.callsPerRound;

// As many as a row of distinct ones takes, warm-up included: no cache meets one twice by accident.
const mint = new AssertionMint();
const assertions = mint.mint((scale.rounds + 1) * calls);
const arena: Arena = { mint, assertions, keyServer: await KeyServer.start(mint.jwks()) };

const cells: Cell<Cost>[] = [];
for (const inFlight of [1, 64]) {
  for (const make of CONTESTANTS) cells.push(await cellOf(make, 'distinct', inFlight));
}
for (const workload of ['all equal', 'one in ten new'] as const) {
  for (const make of CACHING) cells.push(await cellOf(make, workload, 1));
}

await interleave(cells, 1);
process.send?.(findingsOf(await interleave(cells, scale.rounds)));
process.exit();

/** A contestant of its own for every cell: what one has cached, another does not know. */
async function cellOf(
  make: ContestantFactory,
  workload: WorkloadName,
  inFlight: number,
): Promise<Cell<Cost>> {
  const contestant: Contestant = await make(arena);
  await assertJudges(contestant, arena);
  const next = new AssertionRing(assertions.length).feed(workload);
  return {
    name: `${contestant.name} | ${workload} | ${inFlight}`,
    run: () =>
      costOf(calls, inFlight, () => {
        const at = next();
        return contestant.verify(assertions[at] ?? '', at);
      }),
  };
}
