import { faults } from './faults.table.ts';
import type { FaultKind, FaultName, FaultValue } from './faults.table.ts';

/**
 * The fault that a name and a value mean; digits may stand for a number.
 * @throws {RangeError} with the known names, or the values that the name takes
 */
export function faultOf(name: string, value: unknown): { name: FaultName; value: FaultValue<FaultName> } {
  if (!isFault(name)) {
    throw new RangeError(`There is no fault ${name}. Known: ${Object.keys(faults).join(', ')}.`);
  }
  const { takes }: FaultKind = faults[name];
  const given = 'from' in takes && typeof value === 'string' && value !== '' ? Number(value) : value;
  if (!isOneOf(takes, given))
    throw new RangeError(`${name} takes ${wordsFor(takes)}, not "${String(value)}".`);
  return { name, value: given as FaultValue<FaultName> };
}

export function isFault(name: string): name is FaultName {
  return Object.hasOwn(faults, name);
}

function isOneOf(takes: FaultKind['takes'], value: unknown): boolean {
  if (!('from' in takes)) return takes.some((word) => word === value);
  return Number.isInteger(value) && Number(value) >= takes.from && Number(value) <= takes.to;
}

/** The values that a fault takes, for a message or a table. */
export function wordsFor(takes: FaultKind['takes']): string {
  return 'from' in takes ? `whole numbers from ${takes.from} to ${takes.to}` : takes.join(' or ');
}
