import type { LockEntry, Lockfile } from './lockfile.ts';
import type { DeployPackage } from './deploy-package.ts';

type Edge = 'dependency' | 'optional' | 'peer';

/**
 * The part of a workspace's lock file that installs one app: what its dependencies reach, at the very versions and
 * in the very folders that the workspace tests with, so that `npm ci --omit=dev` takes it.
 *
 * A peer that is optional is installed when something else needs it, and left out otherwise.
 *
 * @throws {Error} when the lock file does not have what is needed, or when that is a package of the workspace
 */
export function pruneLockfile(lock: Lockfile, manifest: DeployPackage): Lockfile {
  const reach = (edges: readonly Edge[]): Set<string> => closure(lock, manifest, edges);
  const all = reach(['dependency', 'optional', 'peer']);
  const required = reach(['dependency', 'peer']);
  const notPeers = reach(['dependency', 'optional']);
  const kept = [...all].sort().map((folder): [string, LockEntry] => {
    const {
      dev: _dev,
      devOptional: _devOptional,
      optional: _optional,
      peer: _peer,
      ...entry
    } = entryOf(lock, folder);
    const flags = {
      ...(!required.has(folder) && { optional: true }),
      ...(!notPeers.has(folder) && { peer: true }),
    };
    return [folder, { ...entry, ...flags }];
  });
  const { name, version, dependencies, engines } = manifest;
  const root = { name, version, dependencies, engines };
  return {
    name,
    version,
    lockfileVersion: 3,
    requires: true,
    packages: { '': root, ...Object.fromEntries(kept) },
  };
}

function closure(lock: Lockfile, manifest: DeployPackage, edges: readonly Edge[]): Set<string> {
  const reached = new Set<string>();
  const visit = (from: string, entry: LockEntry): void => {
    for (const [name, required] of needs(entry, edges)) {
      const folder = locate(lock, from, name);
      if (folder === undefined) {
        if (required)
          throw new Error(
            `${name}, needed by ${from || manifest.name}, is not in package-lock.json; run npm install.`,
          );
      } else if (!reached.has(folder)) {
        reached.add(folder);
        visit(folder, entryOf(lock, folder));
      }
    }
  };
  visit('', manifest);
  return reached;
}

/** What a package needs along some kinds of edges, each with whether it may be missing. */
function needs(entry: LockEntry, edges: readonly Edge[]): Map<string, boolean> {
  const peers = Object.keys(entry.peerDependencies ?? {});
  const required = peers.filter((name) => entry.peerDependenciesMeta?.[name]?.optional !== true);
  const names: Record<Edge, readonly string[]> = {
    peer: required,
    dependency: Object.keys(entry.dependencies ?? {}),
    optional: Object.keys(entry.optionalDependencies ?? {}),
  };
  return new Map(
    edges.flatMap((edge) => names[edge].map((name): [string, boolean] => [name, edge !== 'optional'])),
  );
}

/** Where Node finds `name` from a folder: the nearest node_modules, upwards. */
function locate({ packages }: Lockfile, from: string, name: string): string | undefined {
  for (let at = from; ; at = at.slice(0, Math.max(at.lastIndexOf('/node_modules/'), 0))) {
    const folder = at ? `${at}/node_modules/${name}` : `node_modules/${name}`;
    if (packages[folder]) return folder;
    if (!at) return undefined;
  }
}

function entryOf({ packages }: Lockfile, folder: string): LockEntry {
  const entry = packages[folder];
  if (!entry) throw new Error(`${folder} is not in package-lock.json; run npm install.`);
  if (entry.link)
    throw new Error(
      `${folder} is a package of this workspace: it is bundled, so nothing installed may need it.`,
    );
  return entry;
}
