import type { YamlPlace } from './yaml.place.ts';
import type { Reader } from './yaml.readers.ts';

interface Field<T> {
  readonly name: string;
  readonly read: Reader<T>;
  readonly fallback?: T;
}

/** A key that must be there, by its name in the file. */
export function key<T>(name: string, read: Reader<T>): Field<T> {
  return { name, read };
}

/** A key that may be left out. */
export function optional<T>(name: string, read: Reader<T>, fallback: T): Field<T> {
  return { name, read, fallback };
}

/** A mapping with exactly these keys; any other is refused. */
export function object<T extends object>(fields: { [K in keyof T]: Field<T[K]> }): Reader<T> {
  const known: Field<unknown>[] = Object.values(fields);
  return (place) => {
    const entries = place.entries();
    if (!entries) return place.refuse(`write the keys ${namesOf(known)} below this one`);
    for (const { name, at } of entries) {
      if (!known.some((field) => field.name === name))
        at.refuse(`unknown key. Known here: ${namesOf(known)}`);
    }
    const values = new Map(entries.map(({ name, value }) => [name, value]));
    const read = Object.entries<Field<unknown>>(fields).map(([property, field]) => [
      property,
      valueOf(field, values.get(field.name), place),
    ]);
    return Object.fromEntries(read) as T;
  };
}

function valueOf(field: Field<unknown>, value: YamlPlace | undefined, parent: YamlPlace): unknown {
  if (value) return field.read(value);
  if ('fallback' in field) return field.fallback;
  return parent.refuse(`the key ${field.name} is missing`);
}

function namesOf(fields: readonly Field<unknown>[]): string {
  return fields.map(({ name }) => name).join(', ');
}
