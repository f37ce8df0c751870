import { UsageError } from './usage.error.ts';

const MS_IN: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Milliseconds of a duration, as `90s`; a bare number is seconds.
 * @throws {UsageError}
 */
export function readDuration(text: string): number {
  const [, amount, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text) ?? [];
  if (amount === undefined) throw new UsageError(`Write a duration as 90s, 10m, 2h or 1d, not "${text}".`);
  return Number(amount) * (MS_IN[unit] ?? 0);
}

/**
 * The two sides of `NAME=VALUE`.
 * @throws {UsageError}
 */
export function readPair(text: string): { name: string; value: string } {
  const [, name, value] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new UsageError(`Write NAME=VALUE, not "${text}".`);
  return { name, value };
}

/** @throws {UsageError} */
export function readNumber(option: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`${option} takes a number, not "${text}".`);
  return Number(text);
}
