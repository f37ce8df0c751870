import { ratioOf, type Spread } from '../measure/spread.ts';
import type { Framework, GuardKind } from './route.protocol.ts';
import { LOADS, type RouteSample, type RouteSamples } from './route.sample.ts';

export type Load = (typeof LOADS)[keyof typeof LOADS];

/** The rounds of one framework, by what was measured in them. */
export class RouteRounds {
  constructor(
    private readonly samples: RouteSamples,
    readonly framework: Framework,
  ) {}

  of(guard: GuardKind, load: Load, metric: keyof RouteSample): number[] {
    return this.at(`${guard} | ${load}`).map((sample) => sample[metric]);
  }

  /** The unguarded route under the same load; to it, one assertion is as good as another. */
  unguarded(load: Load, metric: keyof RouteSample): number[] {
    return this.of('no guard', load === LOADS.tenth ? LOADS.distinct : load, metric);
  }

  /** CPU that the guard adds to a request, per bare signature check of the same round. */
  guardPerCheck(guard: GuardKind, load: Load): Spread {
    const without = this.unguarded(load, 'cpu');
    const added = this.of(guard, load, 'cpu').map((cpu, round) => cpu - (without[round] ?? NaN));
    return ratioOf(added, this.bareChecks());
  }

  /** CPU of the unguarded route and one bare check: what a request costs at least if its signature is checked. */
  limit(): number[] {
    const checks = this.bareChecks();
    return this.unguarded(LOADS.distinct, 'cpu').map((cpu, round) => cpu + (checks[round] ?? NaN));
  }

  has(guard: GuardKind, load: Load): boolean {
    return this.at(`${guard} | ${load}`).length > 0;
  }

  private bareChecks(): number[] {
    return this.at('no guard | bare').map(({ cpu }) => cpu);
  }

  private at(key: string): readonly RouteSample[] {
    return this.samples.get(`${this.framework} | ${key}`) ?? [];
  }
}
