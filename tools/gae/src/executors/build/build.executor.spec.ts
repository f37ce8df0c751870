import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contextOf, folderWith, removeFolders } from '../../../test/fixture.ts';
import build from './build.executor.ts';

afterEach(removeFolders);

const json = (value: unknown): string => JSON.stringify(value);
const version = '1.0.0';

const files = {
  'package.json': json({ overrides: { named: version, unused: version } }),
  'package-lock.json': json({
    packages: {
      '': { dependencies: { imported: '^1', named: '^1', unused: '^1' } },
      'node_modules/imported': { version },
      'node_modules/named': { version },
      'node_modules/unused': { version },
      'node_modules/ours': { link: true },
    },
  }),
  'apps/shop/package.json': json({ gae: { runtimeDependencies: ['named'] } }),
  'apps/shop/src/main.ts': `import 'imported'; import { word } from 'ours'; const said: string = word; console.log(said);`,
  'apps/shop/src/public/img/logo.svg': '<svg/>',
  'node_modules/ours/package.json': json({ exports: './index.js' }),
  'node_modules/ours/index.js': `export const word = 'ours';`,
  'dist/apps/shop/stale.js': '',
};
const options = { main: 'src/main.ts', node: 24 };

/** Every file below a folder, with its text. */
function contents(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]));
}

describe('gae:build', () => {
  it('writes the bundle, its map, what installs it, and the public files', async () => {
    const root = folderWith(files);
    await expect(build(options, contextOf(root, 'shop'))).resolves.toStrictEqual({ success: true });
    const built = contents(join(root, 'dist/apps/shop'));
    expect(Object.keys(built).sort()).toStrictEqual([
      'main.js',
      'main.js.map',
      'package-lock.json',
      'package.json',
      'public/img/logo.svg',
    ]);
    expect(JSON.parse(built['package.json']!)).toMatchObject({
      name: 'shop',
      dependencies: { imported: version, named: version },
      overrides: { named: version },
    });
    expect(Object.keys(JSON.parse(built['package-lock.json']!).packages)).toStrictEqual([
      '',
      'node_modules/imported',
      'node_modules/named',
    ]);
  });

  it('writes what plain Node runs', async () => {
    const root = folderWith({
      ...files,
      'apps/shop/src/main.ts': files['apps/shop/src/main.ts'].replace(`import 'imported';`, ''),
    });
    await build(options, contextOf(root, 'shop'));
    expect(execFileSync(process.execPath, ['dist/apps/shop/main.js'], { cwd: root, encoding: 'utf8' })).toBe(
      'ours\n',
    );
  });

  it('writes the same bytes in any folder', async () => {
    const [one, other] = [folderWith(files), folderWith(files)];
    for (const root of [one, other]) await build(options, contextOf(root, 'shop'));
    expect(contents(join(one, 'dist'))).toStrictEqual(contents(join(other, 'dist')));
  });

  it('takes another place, entry and Node', async () => {
    const root = folderWith({ ...files, 'apps/shop/src/other.ts': 'export {};' });
    await build({ main: 'src/other.ts', outputPath: 'out', node: 22 }, contextOf(root, 'shop'));
    expect(JSON.parse(readFileSync(join(root, 'out/package.json'), 'utf8'))).toMatchObject({
      engines: { node: '22.x' },
      dependencies: { named: version },
    });
  });
});
