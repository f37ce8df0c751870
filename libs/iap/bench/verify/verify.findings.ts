import { BARE } from '../contestants/node-crypto.contestant.ts';
import { OURS } from '../contestants/nestjs-iap.contestant.ts';
import type { Cost } from '../measure/cost.ts';
import { ratioOf, spreadOf, type Spread } from '../measure/spread.ts';
import type { Findings } from '../report/findings.ts';
import type { Table } from '../report/table.ts';
import type { Target } from '../report/target.ts';

export type Samples = ReadonlyMap<string, readonly Cost[]>;

/** Cells are named `contestant | workload | in flight`. */
export function findingsOf(samples: Samples): Findings {
  const distinct = [1, 64].map((inFlight) => `distinct | ${inFlight}`);
  const repeats = ['all equal | 1', 'one in ten new | 1'];
  return {
    tables: [
      ...distinct.map((cell) => table(samples, cell, 'every assertion distinct')),
      ...repeats.map((cell) => table(samples, cell, 'what a cache of verified assertions brings')),
    ],
    targets: distinct.flatMap((cell) => targets(samples, cell)),
  };
}

function table(samples: Samples, cell: string, what: string): Table {
  const bare = samplesOf(samples, BARE, cell);
  const rows = namesIn(samples, cell).map((name) => {
    const own = samplesOf(samples, name, cell);
    return {
      name,
      cpu: spreadOf(own.map(({ cpu }) => cpu)).median,
      toBare: cpuRatio(own, bare),
      wall: ratioOf(
        own.map(({ wall }) => wall),
        bare.map(({ wall }) => wall),
      ),
    };
  });
  const [workload = '', inFlight = ''] = cell.split(' | ');
  return {
    title: `Verification: ${workload}, ${inFlight === '1' ? 'one at a time' : `${inFlight} in flight`}`,
    note: `One core; ${what}. Ratios to the bare signature check of the same round: median (range).`,
    columns: ['verifier', 'CPU ratio', 'wall ratio', 'CPU µs'],
    rows: rows
      .sort((a, b) => a.toBare.median - b.toBare.median)
      .map(({ name, toBare, wall, cpu }) => [name, toBare, wall, cpu]),
  };
}

function targets(samples: Samples, cell: string): Target[] {
  const ours = samplesOf(samples, OURS, cell);
  const inFlight = cell.split(' | ')[1] === '1' ? 'one at a time' : '64 in flight';
  const peers = namesIn(samples, cell)
    .filter((name) => !name.startsWith(OURS) && name !== BARE)
    .map((name) => ({ name, ahead: cpuRatio(samplesOf(samples, name, cell), ours) }))
    .sort((a, b) => a.ahead.median - b.ahead.median);
  const closest = peers[0];
  return [
    {
      what: `CPU of a verification / bare check, ${inFlight}`,
      bound: 'at most',
      limit: 1.1,
      reached: cpuRatio(ours, samplesOf(samples, BARE, cell)),
    },
    ...(closest === undefined
      ? []
      : [
          {
            what: `CPU of the closest peer (${closest.name}) / ours, ${inFlight}`,
            bound: 'at least',
            limit: 1,
            reached: closest.ahead,
          } as const,
        ]),
  ];
}

function cpuRatio(costs: readonly Cost[], references: readonly Cost[]): Spread {
  return ratioOf(
    costs.map(({ cpu }) => cpu),
    references.map(({ cpu }) => cpu),
  );
}

function namesIn(samples: Samples, cell: string): string[] {
  return [...samples.keys()]
    .filter((key) => key.endsWith(`| ${cell}`))
    .map((key) => key.slice(0, key.indexOf(' | ')));
}

function samplesOf(samples: Samples, name: string, cell: string): readonly Cost[] {
  return samples.get(`${name} | ${cell}`) ?? [];
}
