import type { Lockfile } from './lockfile.ts';

/** npm's `overrides`: a version, or `$name` for the version of a direct dependency, or the same for what a package needs. */
export interface Overrides {
  readonly [name: string]: string | Overrides;
}

/**
 * The workspace's overrides that concern a pruned lock file: without them npm finds that the lock breaks the ranges that
 * they override. `$name` is resolved, because the built package.json does not have every direct dependency.
 */
export function overridesFor(
  overrides: Overrides,
  workspace: Lockfile,
  pruned: Lockfile,
): { overrides?: Overrides } {
  const installed = new Set(
    Object.keys(pruned.packages).map((folder) => folder.split('node_modules/').at(-1)),
  );
  const resolve = (value: string | Overrides): string | Overrides => {
    if (typeof value !== 'string')
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
    return value.startsWith('$')
      ? (workspace.packages[`node_modules/${value.slice(1)}`]?.version ?? value)
      : value;
  };
  const concerned = Object.entries(overrides).filter(([key]) => installed.has(key.replace(/(?<=.)@.*$/, '')));
  if (concerned.length === 0) return {};
  return { overrides: Object.fromEntries(concerned.map(([key, value]) => [key, resolve(value)])) };
}
