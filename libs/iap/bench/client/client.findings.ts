import type { Cost } from '../measure/cost.ts';
import { ratioOf, spreadOf, type Spread } from '../measure/spread.ts';
import type { Findings } from '../report/findings.ts';
import type { Table } from '../report/table.ts';
import { NAMES, type ClientName } from './client.contestants.ts';
import type { ColdStart } from './cold.start.ts';

export const IN_FLIGHT = [1, 32] as const;
export const CALLERS = [1, 100, 1000] as const;

type Costs = ReadonlyMap<string, readonly Cost[]>;
type Colds = ReadonlyMap<string, readonly ColdStart[]>;

export function findingsOf(warm: Costs, cold: Colds): Findings {
  const of = (name: ClientName, inFlight: number, metric: keyof Cost): number[] =>
    (warm.get(`${name} | ${inFlight}`) ?? []).map((cost) => cost[metric]);
  const faster = (name: ClientName, than: ClientName, metric: keyof Cost, inFlight = 32): Spread =>
    ratioOf(of(than, inFlight, metric), of(name, inFlight, metric));
  return {
    tables: [...IN_FLIGHT.map((inFlight) => warmTable(inFlight, of, faster)), coldTable(cold)],
    targets: [
      ...(['axios', '@nestjs/axios HttpService'] as const).flatMap((than) => [
        {
          what: `IapHttpService / ${than}, throughput, 32 in flight`,
          bound: 'at least' as const,
          limit: 3,
          reached: faster('IapHttpService', than, 'wall'),
        },
        {
          what: 'the same by CPU: calls that one core can make',
          bound: 'at least' as const,
          limit: 3,
          reached: faster('IapHttpService', than, 'cpu'),
        },
      ]),
      {
        what: 'iapFetch / fetch, CPU, 32 in flight',
        bound: 'at most',
        limit: 1.15,
        reached: faster('fetch', 'iapFetch', 'cpu'),
      },
      ...CALLERS.map((callers) => ({
        what: `token requests for ${callers} first callers`,
        bound: 'at most' as const,
        limit: 1,
        reached: spreadOf((cold.get(String(callers)) ?? []).map(({ tokens }) => tokens)),
      })),
    ],
  };
}

function warmTable(
  inFlight: number,
  of: (name: ClientName, inFlight: number, metric: keyof Cost) => number[],
  faster: (name: ClientName, than: ClientName, metric: keyof Cost, inFlight: number) => Spread,
): Table {
  return {
    title: `Warm calls, ${inFlight} in flight`,
    note: 'POST of JSON to an echo on the other core, connections kept; each client in a process of its own. Ratios to axios with a keep-alive agent, of the same round: more is faster.',
    columns: ['client', 'throughput', 'calls per CPU', 'CPU µs', 'wall µs'],
    rows: NAMES.map((name) => [
      name,
      faster(name, 'axios', 'wall', inFlight),
      faster(name, 'axios', 'cpu', inFlight),
      spreadOf(of(name, inFlight, 'cpu')).median,
      spreadOf(of(name, inFlight, 'wall')).median,
    ]),
  };
}

function coldTable(cold: Colds): Table {
  return {
    title: 'First calls of IapHttpService, all at once',
    note: 'By a client without a token; the libraries have been loaded by an earlier one.',
    columns: ['callers', 'token requests', 'ms until all are answered'],
    rows: CALLERS.map((callers) => {
      const starts = cold.get(String(callers)) ?? [];
      return [
        String(callers),
        spreadOf(starts.map(({ tokens }) => tokens)),
        spreadOf(starts.map(({ ms }) => ms)),
      ];
    }),
  };
}
