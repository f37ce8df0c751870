import type { Scale } from '../bench.options.ts';
import { costOf } from '../measure/cost.ts';
import { inputOf } from '../pinned.process.ts';
import { contestant, type ClientName } from './client.contestants.ts';

/** One client in a process of its own, as an app has one: what others compile and leave behind is not its business. */
const { name, origin } = inputOf() as { name: ClientName; origin: string };
const call = await contestant(name, origin);

process.on('message', ({ callsPerRound, inFlight }: Pick<Scale, 'callsPerRound'> & { inFlight: number }) => {
  void costOf(callsPerRound, inFlight, call).then((cost) => process.send?.(cost));
});
process.once('disconnect', () => process.exit());
process.send?.('ready');
