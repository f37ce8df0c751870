/** The arguments of a verb: of known names, and read as what they must be. */
export class ControlArguments {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  /** As it came; `undefined` when it was left out. */
  any(name: string): unknown {
    return Object.hasOwn(this.#values, name) ? this.#values[name] : undefined;
  }

  /** @throws {RangeError} for anything but text */
  text(name: string): string {
    return this.optionalText(name) ?? missing(name);
  }

  /** @throws {RangeError} for anything but text */
  optionalText(name: string): string | undefined {
    const value = this.any(name);
    if (value === undefined || (typeof value === 'string' && value !== '')) return value;
    throw new RangeError(`${name} is text.`);
  }

  /** @throws {RangeError} for anything but a number */
  optionalNumber(name: string): number | undefined {
    const value = this.any(name);
    if (value === undefined || (typeof value === 'number' && Number.isFinite(value))) return value;
    throw new RangeError(`${name} is a number.`);
  }

  /** @throws {RangeError} for anything but a number */
  number(name: string): number {
    return this.optionalNumber(name) ?? missing(name);
  }
}

/**
 * Reads a body; an empty one has no arguments.
 * @throws {RangeError} for what is no JSON object, and for a name that the verb does not take
 */
export function readArguments(body: string, takes: readonly string[]): ControlArguments {
  const values = objectIn(body === '' ? '{}' : body);
  if (!values) throw new RangeError('The arguments are a JSON object.');
  const unknown = Object.keys(values).find((name) => !takes.includes(name));
  if (unknown !== undefined) {
    throw new RangeError(`There is no argument ${unknown}. Known: ${takes.join(', ') || 'none'}.`);
  }
  return new ControlArguments(values);
}

function objectIn(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function missing(name: string): never {
  throw new RangeError(`${name} is missing.`);
}
