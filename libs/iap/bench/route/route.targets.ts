import { ratioOf, type Spread } from '../measure/spread.ts';
import type { Target } from '../report/target.ts';
import type { Load, RouteRounds } from './route.rounds.ts';
import { LOADS, type RouteSample } from './route.sample.ts';

/** @param rate requests per second of the open loop */
export function targetsOf(rounds: RouteRounds, rate: number): Target[] {
  const toJose = (load: Load, metric: keyof RouteSample): Spread =>
    ratioOf(rounds.of('nestjs-iap', load, metric), rounds.of('jose', load, metric));
  const mostPossible = ratioOf(rounds.of('jose', LOADS.distinct, 'cpu'), rounds.limit()).median;
  return [
    {
      what: 'guarded Fastify route / the same with a jose guard, throughput',
      bound: 'at least',
      limit: 2,
      reached: toJose(LOADS.distinct, 'throughput'),
    },
    {
      what: `the same by CPU (with a guard of just one bare check: ${mostPossible.toFixed(2)})`,
      bound: 'at least',
      limit: 2,
      reached: ratioOf(
        rounds.of('jose', LOADS.distinct, 'cpu'),
        rounds.of('nestjs-iap', LOADS.distinct, 'cpu'),
      ),
    },
    {
      what: 'CPU that the guard adds on Fastify / bare check',
      bound: 'at most',
      limit: 1.4,
      reached: rounds.guardPerCheck('nestjs-iap', LOADS.distinct),
    },
    {
      what: `p50 at ${rate} requests a second / with a jose guard`,
      bound: 'at most',
      limit: 1,
      reached: toJose(LOADS.open, 'p50'),
    },
    {
      what: 'unguarded / guarded throughput on Fastify, one assertion repeated',
      bound: 'at most',
      limit: 1.1,
      reached: ratioOf(
        rounds.of('no guard', LOADS.equal, 'throughput'),
        rounds.of('nestjs-iap', LOADS.equal, 'throughput'),
      ),
    },
    {
      what: 'the same by CPU per request',
      bound: 'at most',
      limit: 1.1,
      reached: ratioOf(
        rounds.of('nestjs-iap', LOADS.equal, 'cpu'),
        rounds.of('no guard', LOADS.equal, 'cpu'),
      ),
    },
  ];
}
