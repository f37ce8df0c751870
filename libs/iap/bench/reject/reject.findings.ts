import { BARE } from '../contestants/node-crypto.contestant.ts';
import { OURS } from '../contestants/nestjs-iap.contestant.ts';
import type { Cost } from '../measure/cost.ts';
import { ratioOf, type Spread } from '../measure/spread.ts';
import type { Findings } from '../report/findings.ts';
import { BAD_ASSERTIONS } from './bad.assertion.ts';

/** What the README promises, in bare signature checks: a flood of the worst costs no more than so many good requests. */
const COSTLIEST_REFUSAL = 5;

/**
 * Cells are named `contestant | kind of bad assertion`.
 * @param fetches requests that our key store made while it refused
 */
export function findingsOf(
  samples: ReadonlyMap<string, readonly Cost[]>,
  fetches: number,
  coolDowns: number,
): Findings {
  const bare = samples.get(`${BARE} | accepted`) ?? [];
  const names = [...new Set([...samples.keys()].map((key) => key.slice(0, key.indexOf(' | '))))];
  const cost = (name: string, kind: string): Spread | undefined => {
    const own = samples.get(`${name} | ${kind}`)?.map(({ cpu }) => cpu);
    return (
      own &&
      ratioOf(
        own,
        bare.map(({ cpu }) => cpu),
      )
    );
  };
  const kinds = BAD_ASSERTIONS.map(({ name }) => name);
  return {
    tables: [
      {
        title: 'Refusal',
        note: 'One core, one at a time. CPU as a ratio to one bare signature check of the same round: median (range).',
        columns: ['verifier', ...kinds],
        rows: names
          .filter((name) => name !== BARE)
          .map((name) => [name, ...kinds.map((kind) => cost(name, kind) ?? '–')]),
      },
    ],
    targets: [
      ...['garbage', 'alg: none'].map((kind) => ({
        what: `CPU of refusing ${kind} / bare check`,
        bound: 'at most' as const,
        limit: 0.1,
        reached: cost(OURS, kind) ?? NaN,
      })),
      {
        what: 'CPU of the costliest refusal / bare check',
        bound: 'at most',
        limit: COSTLIEST_REFUSAL,
        reached: Math.max(...kinds.map((kind) => cost(OURS, kind)?.median ?? 0)),
      },
      {
        what: 'key requests while refusing, per cool-down',
        bound: 'at most',
        limit: 1,
        reached: fetches / coolDowns,
      },
    ],
  };
}
