import type { Lockfile } from './lockfile.ts';
import { overridesFor, type Overrides } from './overrides.ts';

const lockOf = (...folders: string[]): Lockfile => ({
  name: 'workspace',
  version: '0.0.0',
  lockfileVersion: 3,
  requires: true,
  packages: Object.fromEntries(folders.map((folder) => [folder, { version: '1.2.3' }])),
});
const workspace = lockOf(
  'node_modules/a',
  'node_modules/@s/a',
  'node_modules/b',
  'node_modules/b/node_modules/c',
);
const pruned = lockOf('', 'node_modules/a', 'node_modules/@s/a', 'node_modules/x/node_modules/c');

describe('overridesFor', () => {
  it.each`
    what                                  | overrides                                  | expected
    ${'a package that is installed'}      | ${{ a: '1.0.0' }}                          | ${{ a: '1.0.0' }}
    ${'a scoped one'}                     | ${{ '@s/a': '1.0.0' }}                     | ${{ '@s/a': '1.0.0' }}
    ${'a nested one'}                     | ${{ c: '1.0.0' }}                          | ${{ c: '1.0.0' }}
    ${'some versions of one'}             | ${{ 'a@^1': '1.0.0', '@s/a@^1': '2.0.0' }} | ${{ 'a@^1': '1.0.0', '@s/a@^1': '2.0.0' }}
    ${'what one needs'}                   | ${{ a: { '.': '1.0.0', z: '$b' } }}        | ${{ a: { '.': '1.0.0', z: '1.2.3' } }}
    ${'one as the workspace has another'} | ${{ a: '$b' }}                             | ${{ a: '1.2.3' }}
  `(
    'keeps an override of $what',
    ({ overrides, expected }: { overrides: Overrides; expected: Overrides }) => {
      expect(overridesFor(overrides, workspace, pruned)).toStrictEqual({ overrides: expected });
    },
  );

  it('says nothing about packages that are not installed', () => {
    expect(overridesFor({ b: '1.0.0', s: '1.0.0' }, workspace, pruned)).toStrictEqual({});
  });
});
