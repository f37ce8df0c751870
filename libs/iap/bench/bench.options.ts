import { parseArgs } from 'node:util';

export const SECTIONS = ['verify', 'reject', 'memory', 'route', 'start', 'client', 'client-start'] as const;

export type Section = (typeof SECTIONS)[number];

/** How much is measured. More rounds narrow the medians; none of the numbers changes what a ratio means. */
export interface Scale {
  /** Interleaved rounds per table. */
  readonly rounds: number;
  /** Assertions that a contestant judges in one round. */
  readonly callsPerRound: number;
  /** How long a route is loaded in one round. */
  readonly loadMs: number;
  /** Assertions verified to see whether memory grows. */
  readonly memoryCalls: number;
}

export interface BenchOptions {
  readonly json: boolean;
  readonly assert: boolean;
  readonly sections: readonly Section[];
  readonly scale: Scale;
}

const FULL: Scale = { rounds: 15, callsPerRound: 600, loadMs: 500, memoryCalls: 1_000_000 };
const QUICK: Scale = { rounds: 5, callsPerRound: 200, loadMs: 300, memoryCalls: 50_000 };

/** @throws {TypeError} for an argument that is not known */
export function optionsOf(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      assert: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
    },
  });
  const named = values.only.flatMap((list) => list.split(','));
  const unknown = named.find((name) => !SECTIONS.some((section) => section === name));
  if (unknown !== undefined) throw new TypeError(`--only takes ${SECTIONS.join(', ')}; not ${unknown}`);
  return {
    json: values.json,
    assert: values.assert,
    sections: SECTIONS.filter((section) => named.length === 0 || named.includes(section)),
    scale: values.quick ? QUICK : FULL,
  };
}
