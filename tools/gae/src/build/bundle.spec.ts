import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderWith, removeFolders } from '../../test/fixture.ts';
import { bundle, packageName } from './bundle.ts';

afterEach(removeFolders);

const sources = {
  'apps/shop/src/main.ts': `
    import { readFileSync } from 'node:fs';
    import { Injectable } from 'installed/sub/path.js';
    import { word } from 'ours/half';
    import { Greeter } from './greeter.ts';
    import 'reflect-metadata';
    @Injectable() export class Shop { constructor(readonly greeter: Greeter) {} }
    export const use = [readFileSync, word];`,
  'apps/shop/src/greeter.ts': 'export class Greeter {}',
  'node_modules/ours/package.json': JSON.stringify({
    name: 'ours',
    exports: { './half': { 'workspace-source': './half.js', default: './built.js' } },
  }),
  'node_modules/ours/half.js': `import { sign } from '@s/jose'; export const word = sign('from the sources');`,
};

const bundled = async (folder: string) => {
  const outfile = join(folder, 'dist/main.js');
  const imports = await bundle({
    workspaceRoot: folder,
    main: join(folder, 'apps/shop/src/main.ts'),
    outfile,
    node: 24,
    isWorkspacePackage: (name) => name === 'ours',
  });
  return { imports, code: readFileSync(outfile, 'utf8'), map: readFileSync(`${outfile}.map`, 'utf8') };
};

describe('bundle', () => {
  it('takes in the workspace from its sources, and leaves npm packages to be installed', async () => {
    const { imports, code } = await bundled(folderWith(sources));
    expect(imports).toStrictEqual(['@s/jose', 'installed', 'reflect-metadata']);
    expect(code).toContain('from the sources');
    expect(code).toMatch(/from "node:fs"/);
  });

  it('records the types that injection reads', async () => {
    const { code } = await bundled(folderWith(sources));
    expect(code).toContain('design:paramtypes');
    expect(code).toContain('typeof Greeter');
  });

  it('is the same wherever it is made', async () => {
    const [one, other] = [folderWith(sources), folderWith(sources)];
    const made = await bundled(one);
    expect(made).toStrictEqual(await bundled(other));
    expect(made.code + made.map).not.toContain(one);
  });
});

it.each`
  specifier             | name
  ${'jose'}             | ${'jose'}
  ${'jose/jwt/verify'}  | ${'jose'}
  ${'@s/name'}          | ${'@s/name'}
  ${'@s/name/sub/path'} | ${'@s/name'}
`('$specifier is of the package $name', ({ specifier, name }: Record<string, string>) => {
  expect(packageName(specifier!)).toBe(name);
});
