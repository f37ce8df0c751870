import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transformFileSync } from '@swc/core';
import { build, type Plugin } from 'esbuild';

const OUT = fileURLToPath(new URL('../node_modules/.cache/start/', import.meta.url));
const SWCRC = fileURLToPath(new URL('../../../../.swcrc', import.meta.url));

/** Bundles the apps as this workspace deploys one: its own code in one file, packages from npm as imports. */
export async function bundleApps<Name extends string>(names: readonly Name[]): Promise<Record<Name, string>> {
  mkdirSync(OUT, { recursive: true });
  await build({
    entryPoints: names.map((name) => fileURLToPath(new URL(`./${name}.app.ts`, import.meta.url))),
    outdir: OUT,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node22',
    keepNames: true,
    tsconfigRaw: {},
    plugins: [decorators],
  });
  return Object.fromEntries(names.map((name) => [name, `${OUT}${name}.app.mjs`])) as Record<Name, string>;
}

// esbuild drops the types that Nest's injection reads from decorators.
const decorators: Plugin = {
  name: 'decorators',
  setup(bundler) {
    bundler.onLoad({ filter: /\.ts$/ }, ({ path }) => ({
      contents: transformFileSync(path, { swcrc: true, configFile: SWCRC, sourceMaps: false }).code,
      loader: 'js',
    }));
  },
};
