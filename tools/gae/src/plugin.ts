import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createNodesFromFiles, type CreateNodes } from '@nx/devkit';
import { readRuntimeDependencies } from './build/runtime-dependencies.ts';
import { connectedApps } from './manifest/call-order.ts';
import { readManifest } from './manifest/read-manifest.ts';
import { inferTargets } from './targets.ts';

/** Every apps/<name>/src/main.ts can be built and served; with app-yaml/<name>.yaml it can be staged and deployed too. */
export const createNodesV2: CreateNodes = [
  'apps/*/src/main.ts',
  (mains, options, context) => {
    const inWorkspace = (path: string): string => join(context.workspaceRoot, path);
    const connected = connections(context.workspaceRoot);
    return createNodesFromFiles(
      (main) => {
        const root = dirname(dirname(main));
        const name = basename(root);
        const targets = inferTargets({
          root,
          name,
          deployable: existsSync(inWorkspace(`app-yaml/${name}.yaml`)),
          runtimeDependencies: readRuntimeDependencies(inWorkspace(root)),
          connected: connected(name),
        });
        return { projects: { [root]: { projectType: 'application', targets } } };
      },
      mains,
      options,
      context,
    );
  },
];

/** A fault in the manifest is for the targets that need it to tell: it must not keep Nx from running the tests. */
function connections(workspaceRoot: string): (app: string) => readonly string[] {
  try {
    const manifest = readManifest(workspaceRoot);
    return (app) => connectedApps(manifest, app);
  } catch {
    return (app) => [app];
  }
}
