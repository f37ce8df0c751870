import { once } from 'node:events';
import type { Scale } from '../bench.options.ts';
import type { Cost } from '../measure/cost.ts';
import { type Cell, interleave } from '../measure/interleave.ts';
import { inputOf, startPinned } from '../pinned.process.ts';
import { NAMES, type ClientName } from './client.contestants.ts';
import { CALLERS, findingsOf, IN_FLIGHT } from './client.findings.ts';
import { coldStart, type ColdStart } from './cold.start.ts';
import { UpstreamProcess } from './upstream.process.ts';

/** Rounds until the compiler has seen enough. */
const WARM_UP = 4;

const { rounds, callsPerRound } = inputOf() as Scale;
const upstream = await UpstreamProcess.start();

const cold = CALLERS.map((callers): Cell<ColdStart> => ({
  name: String(callers),
  run: () => coldStart(upstream, callers),
}));
const colds = await interleave(cold, Math.ceil(rounds / 4));

const warm: Cell<Cost>[] = [];
for (const name of NAMES) warm.push(...(await cellsOf(name)));
await interleave(warm, WARM_UP);
process.send?.(findingsOf(await interleave(warm, rounds), colds));
process.exit();

/** A client's process waits, without any load, while the others have their turn. */
async function cellsOf(name: ClientName): Promise<Cell<Cost>[]> {
  const { origin } = upstream;
  const worker = startPinned(new URL('./client.worker.ts', import.meta.url), 'measured', { name, origin });
  await once(worker, 'message');
  return IN_FLIGHT.map((inFlight) => ({
    name: `${name} | ${inFlight}`,
    async run() {
      const answer = once(worker, 'message') as Promise<[Cost]>;
      worker.send({ callsPerRound, inFlight });
      return (await answer)[0];
    },
  }));
}
