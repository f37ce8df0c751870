import { isScalar, isSeq } from 'yaml';
import type { Node } from 'yaml';
import { YamlPlace } from './yaml.place.ts';

/** Reads a value at a place; notes what is wrong there and gives null when it cannot. */
export type Reader<T> = (place: YamlPlace) => T | null;

/** A string that the whole of `pattern` matches; `hint` says what to write. */
export function text(pattern: RegExp, hint: string): Reader<string> {
  return (place) => {
    const value = scalarOf(place);
    return typeof value === 'string' && pattern.test(value) ? value : place.refuse(hint);
  };
}

/** One of a few words. */
export function word<const W extends string>(...words: W[]): Reader<W> {
  return (place) =>
    words.find((each) => each === scalarOf(place)) ?? place.refuse(`write ${words.join(' or ')}`);
}

/** A TCP port; 0 lets the system choose one. */
export function port(): Reader<number> {
  return (place) => {
    const value = scalarOf(place);
    const isPort = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 65_535;
    return isPort
      ? value
      : place.refuse('write a port between 0 and 65535, without quotes (0: any free one)');
  };
}

export function list<T>(item: Reader<T>): Reader<T[]> {
  return (place) => {
    if (!isSeq(place.node)) return place.refuse('write a list, one item a line with a dash, or []');
    const read = place.node.items.map((node, index) =>
      item(new YamlPlace(place.file, `${place.key}[${index}]`, node as Node)),
    );
    return read.filter((value) => value !== null);
  };
}

/** A mapping whose keys are names of the author's choice. */
export function record<T>(name: RegExp, hint: string, item: Reader<T>): Reader<Record<string, T>> {
  return (place) => {
    const entries = place.entries();
    if (!entries || entries.length === 0) return place.refuse('write at least one entry below this key');
    const read = entries.map((entry) => {
      if (!name.test(entry.name)) entry.at.refuse(hint);
      return [entry.name, item(entry.value)] as const;
    });
    return Object.fromEntries(read.filter(([, value]) => value !== null)) as Record<string, T>;
  };
}

function scalarOf({ node }: YamlPlace): unknown {
  return isScalar(node) ? node.value : undefined;
}
