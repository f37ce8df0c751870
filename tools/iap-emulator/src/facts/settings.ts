import { facts } from './facts.table.ts';
import type { Fact, FactName } from './facts.table.ts';

/** One choice per fact. */
export type Settings = { readonly [N in FactName]: (typeof facts)[N]['choices'][number] };

/** The default of every fact, with some replaced. */
export function settingsWith(changes: Partial<Settings> = {}): Settings {
  const defaults = Object.entries(facts).map(([name, fact]) => [name, fact.choices[0]]);
  return { ...(Object.fromEntries(defaults) as Settings), ...changes };
}

/**
 * Reads `NAME=VALUE` pairs.
 * @throws {RangeError} with the known names, or the values that the name takes
 */
export function readSettings(pairs: readonly string[]): Partial<Settings> {
  return Object.fromEntries(pairs.map(readPair));
}

function readPair(pair: string): [string, string] {
  const [name = '', value = ''] = pair.split(/=(.*)/s);
  if (!Object.hasOwn(facts, name)) {
    throw new RangeError(`Unknown setting ${name}. Known: ${Object.keys(facts).join(', ')}.`);
  }
  const { choices }: Fact = facts[name as FactName];
  if (!choices.includes(value))
    throw new RangeError(`${name} takes ${choices.join(' or ')}, not "${value}".`);
  return [name, value];
}
