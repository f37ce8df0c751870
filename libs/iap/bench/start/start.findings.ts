import { ratioOf, spreadOf, type Spread } from '../measure/spread.ts';
import type { Findings } from '../report/findings.ts';
import type { StartSample } from './app.start.ts';

export const APPS = ['plain', 'guarded'] as const;

export function findingsOf(samples: ReadonlyMap<string, readonly StartSample[]>): Findings {
  const of = (app: (typeof APPS)[number], metric: keyof StartSample): number[] =>
    (samples.get(app) ?? []).map((sample) => sample[metric]);
  const ratio = (app: (typeof APPS)[number], metric: keyof StartSample): Spread =>
    ratioOf(of(app, metric), of('plain', metric));
  return {
    tables: [
      {
        title: 'Start: from the process to listening',
        note: 'A Nest app on Fastify, bundled as it is deployed, on one core; ratios to the app without the module.',
        columns: ['app', 'wall ratio', 'CPU ratio', 'RSS ratio', 'wall ms', 'CPU ms'],
        rows: APPS.map((app) => [
          app,
          ratio(app, 'wall'),
          ratio(app, 'cpu'),
          ratio(app, 'rss'),
          spreadOf(of(app, 'wall')).median,
          spreadOf(of(app, 'cpu')).median / 1000,
        ]),
      },
    ],
    targets: [
      {
        what: 'start to listening with the module / without',
        bound: 'at most',
        limit: 1.05,
        reached: ratio('guarded', 'wall'),
      },
      { what: 'the same by CPU', bound: 'at most', limit: 1.05, reached: ratio('guarded', 'cpu') },
    ],
  };
}
