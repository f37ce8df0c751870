import { inspect } from 'node:util';

/** Every path on which a secret can be reached from a value, by any means that a logger, a debugger or a reader has. */
export function findSecret(root: unknown, secret: string): string[] {
  return [...inGraph(root, secret), ...inTexts(root, secret)];
}

function inTexts(root: unknown, secret: string): string[] {
  const renderings: Record<string, () => string> = {
    inspect: () =>
      inspect(root, { showHidden: true, depth: Infinity, maxStringLength: null, maxArrayLength: null }),
    'inspect with getters': () => inspect(root, { getters: true, depth: 8, maxStringLength: null }),
    String: () => String(root),
    JSON: () => stringify(root),
    toJSON: () => (hasToJson(root) ? stringify(root.toJSON()) : ''),
    stack: () => (root instanceof Error ? `${root.stack ?? ''}${root.message}` : ''),
  };
  return Object.keys(renderings).filter((name) => renderings[name]?.().includes(secret));
}

/** All objects that can be reached, through symbols, hidden fields, maps and buffers too. */
function inGraph(root: unknown, secret: string): string[] {
  const hits: string[] = [];
  const seen = new Set<unknown>();
  const queue: [unknown, string][] = [[root, 'root']];
  for (const [value, path] of queue) {
    if (typeof value === 'string') {
      if (value.includes(secret)) hits.push(path);
      continue;
    }
    if (value === null || !['object', 'function'].includes(typeof value) || seen.has(value)) continue;
    if (value === globalThis || value === process) continue;
    seen.add(value);
    if (value instanceof Uint8Array) {
      if (Buffer.from(value).includes(secret)) hits.push(path);
      continue;
    }
    if (value instanceof Map || value instanceof Set) {
      [...value].forEach((entry, index) => queue.push([entry, `${path}<${index}>`]));
    }
    for (const key of Reflect.ownKeys(value as object))
      queue.push([read(value as object, key), `${path}.${String(key)}`]);
  }
  return hits;
}

function read(object: object, key: PropertyKey): unknown {
  try {
    return Reflect.get(object, key);
  } catch {
    return undefined;
  }
}

function stringify(value: unknown): string {
  const seen = new Set<unknown>();
  const once = (_key: string, item: unknown) => {
    if (typeof item !== 'object' || item === null) return item;
    if (seen.has(item)) return undefined;
    seen.add(item);
    return item;
  };
  return JSON.stringify(value, once);
}

function hasToJson(value: unknown): value is { toJSON(): unknown } {
  return (
    typeof value === 'object' && value !== null && 'toJSON' in value && typeof value.toJSON === 'function'
  );
}
