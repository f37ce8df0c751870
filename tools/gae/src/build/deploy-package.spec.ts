import { deployPackage } from './deploy-package.ts';
import type { Lockfile } from './lockfile.ts';

const lock: Lockfile = {
  name: 'workspace',
  version: '0.0.0',
  lockfileVersion: 3,
  requires: true,
  packages: {
    '': { dependencies: { b: '^1.0.0', a: '^2.0.0', gone: '^1.0.0' } },
    'node_modules/a': { version: '2.3.4' },
    'node_modules/b': { version: '1.2.3' },
    'node_modules/tool': { version: '1.0.0', dev: true },
  },
};
const of = (...needed: string[]) => deployPackage({ app: 'shop', node: 24, needed, lock });

describe('deployPackage', () => {
  it('pins what is needed to what the lock has, each once and in order', () => {
    expect(Object.entries(of('b', 'a', 'b').dependencies)).toStrictEqual([
      ['a', '2.3.4'],
      ['b', '1.2.3'],
    ]);
  });

  it('starts the app, and has nothing that App Engine would build', () => {
    expect(of()).toMatchObject({ type: 'module', engines: { node: '24.x' } });
    expect(of().scripts).toStrictEqual({ start: 'node --enable-source-maps main.js' });
  });

  it.each`
    package          | why
    ${'tool'}        | ${'is for development only'}
    ${'gone'}        | ${'is not in the lock'}
    ${'unknown'}     | ${'is not there at all'}
    ${'constructor'} | ${'is not there, though every object has it'}
  `('refuses a package that $why', ({ package: name }: Record<string, string>) => {
    expect(() => of(name!)).toThrow(
      `shop needs ${name}, which is not under "dependencies" in the root package.json`,
    );
  });
});
