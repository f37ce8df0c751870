import type { ProjectGraph } from '@nx/devkit';
import { watchedFolders } from './watched-folders.ts';

const node = (name: string, root: string) => ({ type: 'app' as const, name, data: { root } });
const depends = (source: string, ...targets: string[]) => ({
  [source]: targets.map((target) => ({ type: 'static', source, target })),
});

it('watches the app, what it depends on, and what that depends on, once each', () => {
  const graph: ProjectGraph = {
    nodes: {
      shop: node('shop', 'apps/shop'),
      ours: node('ours', 'libs/ours'),
      words: node('words', 'libs/words'),
      other: node('other', 'apps/other'),
    },
    dependencies: {
      ...depends('shop', 'ours', 'npm:rxjs'),
      ...depends('ours', 'words', 'npm:rxjs'),
      ...depends('words', 'ours'),
      ...depends('other', 'words'),
    },
  };
  expect(watchedFolders(graph, 'shop')).toEqual(['apps/shop/src', 'libs/ours/src', 'libs/words/src']);
});
