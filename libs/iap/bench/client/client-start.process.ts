import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transformFileSync } from '@swc/core';
import { build } from 'esbuild';
import type { Scale } from '../bench.options.ts';
import { type Cell, interleave } from '../measure/interleave.ts';
import { ratioOf, spreadOf } from '../measure/spread.ts';
import { inputOf } from '../pinned.process.ts';
import type { Findings } from '../report/findings.ts';
import { startOnce, type StartSample } from '../start/app.start.ts';

const APPS = { '@nestjs/axios': 'http-module', 'nestjs-iap/client': 'iap-client' } as const;
const OUT = fileURLToPath(new URL('../node_modules/.cache/client-start/', import.meta.url));
const SWCRC = fileURLToPath(new URL('../../../../.swcrc', import.meta.url));

const { rounds } = inputOf() as Scale;
await bundle();
const cells = Object.entries(APPS).map(([name, app]): Cell<StartSample> => ({
  name,
  run: () => startOnce(`${OUT}${app}.app.mjs`, ''),
}));
await interleave(cells, 1);
process.send?.(findingsOf(await interleave(cells, rounds)));
process.exit();

/** As this workspace deploys an app: its own code in one file, packages from npm as imports. */
async function bundle(): Promise<void> {
  mkdirSync(OUT, { recursive: true });
  await build({
    entryPoints: Object.values(APPS).map((app) => fileURLToPath(new URL(`./${app}.app.ts`, import.meta.url))),
    outdir: OUT,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node22',
    keepNames: true,
    plugins: [
      {
        name: 'decorators', // esbuild drops the types that Nest's injection reads from them.
        setup(bundler) {
          bundler.onLoad({ filter: /\.ts$/ }, ({ path }) => ({
            contents: transformFileSync(path, { swcrc: true, configFile: SWCRC, sourceMaps: false }).code,
            loader: 'js',
          }));
        },
      },
    ],
  });
}

function findingsOf(samples: ReadonlyMap<string, readonly StartSample[]>): Findings {
  const of = (name: keyof typeof APPS, metric: keyof StartSample): number[] =>
    (samples.get(name) ?? []).map((sample) => sample[metric]);
  const ratio = (name: keyof typeof APPS, metric: keyof StartSample) =>
    ratioOf(of(name, metric), of('@nestjs/axios', metric));
  return {
    tables: [
      {
        title: 'Start with a client: from the process to listening',
        note: 'A Nest app on Fastify with one HttpModule or one IapClientModule, bundled as it is deployed, on one core.',
        columns: ['app', 'wall ratio', 'CPU ratio', 'RSS ratio', 'wall ms', 'CPU ms'],
        rows: (Object.keys(APPS) as (keyof typeof APPS)[]).map((name) => [
          name,
          ratio(name, 'wall'),
          ratio(name, 'cpu'),
          ratio(name, 'rss'),
          spreadOf(of(name, 'wall')).median,
          spreadOf(of(name, 'cpu')).median / 1000,
        ]),
      },
    ],
    targets: [
      {
        what: 'start to listening with IapClientModule / with HttpModule',
        bound: 'at most',
        limit: 1.1,
        reached: ratio('nestjs-iap/client', 'wall'),
      },
    ],
  };
}
