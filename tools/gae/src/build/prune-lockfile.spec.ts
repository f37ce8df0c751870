import { readFileSync } from 'node:fs';
import type { DeployPackage } from './deploy-package.ts';
import type { LockEntry, Lockfile } from './lockfile.ts';
import { pruneLockfile } from './prune-lockfile.ts';

const lockOf = (packages: Record<string, LockEntry>): Lockfile => ({
  name: 'workspace',
  version: '0.0.0',
  lockfileVersion: 3,
  requires: true,
  packages,
});

const needing = (...names: string[]): DeployPackage => ({
  name: 'shop',
  version: '0.0.0',
  private: true,
  type: 'module',
  engines: { node: '24.x' },
  scripts: { start: 'node main.js' },
  dependencies: Object.fromEntries(names.map((name) => [name, '1.0.0'])),
});

const version = '1.0.0';

/** Packages that a pruned lock keeps, without its root. */
const kept = (packages: Record<string, LockEntry>, ...names: string[]): Record<string, LockEntry> => {
  const { '': _root, ...rest } = pruneLockfile(lockOf(packages), needing(...names)).packages;
  return rest;
};

describe('pruneLockfile', () => {
  it('keeps what is reached and drops the rest, in order', () => {
    const packages = {
      'node_modules/z': { version },
      'node_modules/b': { version, dependencies: { a: '^1' } },
      'node_modules/a': { version },
    };
    expect(Object.keys(kept(packages, 'b'))).toStrictEqual(['node_modules/a', 'node_modules/b']);
  });

  it('takes the copy that Node would find, in its place', () => {
    const packages = {
      'node_modules/a': { version: '2.0.0' },
      'node_modules/b': { version, dependencies: { c: '^1' } },
      'node_modules/b/node_modules/a': { version },
      'node_modules/b/node_modules/c': { version, dependencies: { a: '^1', d: '^1' } },
      'node_modules/c': { version: '2.0.0' },
      'node_modules/d': { version },
      'node_modules/@s/d': { version },
    };
    expect(Object.keys(kept(packages, 'b'))).toStrictEqual([
      'node_modules/b',
      'node_modules/b/node_modules/a',
      'node_modules/b/node_modules/c',
      'node_modules/d',
    ]);
  });

  it('ends where packages need each other', () => {
    const packages = {
      'node_modules/a': { version, dependencies: { b: '^1' } },
      'node_modules/b': { version, dependencies: { a: '^1' } },
    };
    expect(Object.keys(kept(packages, 'a'))).toHaveLength(2);
  });

  it.each`
    edge                           | entry                                                                                  | flags
    ${'a dependency'}              | ${{ dependencies: { b: '^1' } }}                                                       | ${{}}
    ${'an optional dependency'}    | ${{ optionalDependencies: { b: '^1' } }}                                               | ${{ optional: true }}
    ${'a peer'}                    | ${{ peerDependencies: { b: '^1' } }}                                                   | ${{ peer: true }}
    ${'a peer that must be there'} | ${{ peerDependencies: { b: '^1' }, peerDependenciesMeta: { b: { optional: false } } }} | ${{ peer: true }}
  `(
    'marks what is reached by $edge, whatever it was in the workspace',
    ({ entry, flags }: { entry: LockEntry; flags: object }) => {
      const b = { version, dev: true, devOptional: true, optional: true, peer: true };
      const packages = { 'node_modules/a': { version, ...entry }, 'node_modules/b': b };
      expect(kept(packages, 'a')['node_modules/b']).toStrictEqual({ version, ...flags });
    },
  );

  it('does not call optional what is required elsewhere', () => {
    const packages = {
      'node_modules/a': { version, optionalDependencies: { b: '^1' }, peerDependencies: { c: '^1' } },
      'node_modules/b': { version },
      'node_modules/c': { version, dependencies: { b: '^1' } },
    };
    expect(kept(packages, 'a', 'c')).toMatchObject({
      'node_modules/b': { version },
      'node_modules/c': { version },
    });
    expect(kept(packages, 'a', 'c')['node_modules/b']).not.toHaveProperty('optional');
    expect(kept(packages, 'a', 'c')['node_modules/c']).not.toHaveProperty('peer');
  });

  it('leaves an optional peer out, unless something else needs it', () => {
    const packages = {
      'node_modules/a': {
        version,
        peerDependencies: { b: '^1' },
        peerDependenciesMeta: { b: { optional: true } },
      },
      'node_modules/b': { version },
    };
    expect(Object.keys(kept(packages, 'a'))).toStrictEqual(['node_modules/a']);
    expect(Object.keys(kept(packages, 'a', 'b'))).toStrictEqual(['node_modules/a', 'node_modules/b']);
  });

  it('does without an optional dependency that is not in the lock', () => {
    expect(kept({ 'node_modules/a': { version, optionalDependencies: { b: '^1' } } }, 'a')).toHaveProperty([
      'node_modules/a',
    ]);
  });

  it.each`
    fault                              | packages                                                            | message
    ${'a dependency is not there'}     | ${{ 'node_modules/a': { version, dependencies: { b: '^1' } } }}     | ${'b, needed by node_modules/a, is not in package-lock.json'}
    ${'a peer is not there'}           | ${{ 'node_modules/a': { version, peerDependencies: { b: '^1' } } }} | ${'b, needed by node_modules/a, is not in package-lock.json'}
    ${'what the app needs is not'}     | ${{}}                                                               | ${'a, needed by shop, is not in package-lock.json'}
    ${'a workspace package is needed'} | ${{ 'node_modules/a': { link: true } }}                             | ${'node_modules/a is a package of this workspace'}
  `('says when $fault', ({ packages, message }: { packages: Record<string, LockEntry>; message: string }) => {
    expect(() => kept(packages, 'a')).toThrow(message);
  });

  it('starts with what package.json says', () => {
    const { packages, ...head } = pruneLockfile(lockOf({ 'node_modules/a': { version } }), needing('a'));
    expect(head).toStrictEqual({ name: 'shop', version: '0.0.0', lockfileVersion: 3, requires: true });
    expect(packages['']).toStrictEqual({
      name: 'shop',
      version: '0.0.0',
      dependencies: { a: '1.0.0' },
      engines: { node: '24.x' },
    });
  });

  it('prunes the lock file of this workspace to a fraction', () => {
    const text = readFileSync(new URL('../../../../package-lock.json', import.meta.url), 'utf8');
    const lock = JSON.parse(text) as Lockfile;
    const { packages } = pruneLockfile(lock, needing('@nestjs/core', '@nestjs/platform-fastify'));
    expect(Object.keys(packages)).toEqual(
      expect.arrayContaining(['node_modules/@nestjs/common', 'node_modules/fastify']),
    );
    expect(Object.keys(packages).length).toBeLessThan(Object.keys(lock.packages).length / 4);
    expect(Object.values(packages).filter(({ dev, link }) => dev === true || link === true)).toStrictEqual(
      [],
    );
  });
});
