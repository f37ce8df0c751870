import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { appOf } from '../../app-of.ts';
import { environmentOf, readAppYaml } from '../../app-yaml/app-yaml.ts';
import { localEnvironment, type Environment } from '../../environment.ts';
import { readManifest, serviceOf } from '../../manifest/read-manifest.ts';
import { emulatorAt } from './emulator.wait.ts';
import { serveEnvironment } from './serve-environment.ts';
import { supervise } from './supervise.ts';
import { watchedFolders } from './watched-folders.ts';

export interface ServeOptions {
  readonly manifest: string;
  readonly main: string;
  readonly watch: boolean;
}

/** Runs an app from its sources, with the environment that it would find on App Engine. */
export default async function serve(
  options: ServeOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const { name, root, workspaceRoot } = appOf(context);
  const manifest = readManifest(workspaceRoot, process.env.IAP_CONFIG ?? options.manifest);
  const env = serveEnvironment({
    inherited: process.env,
    declared: declaredEnvironment(workspaceRoot, name),
    derived: localEnvironment(manifest, serviceOf(manifest, name)),
    emptyFolder: emptyFolder(workspaceRoot),
  });
  if (env.IAP_KEYS_URL) await emulatorAt(env.IAP_KEYS_URL);
  const folders = options.watch ? watchedFolders(context.projectGraph, name) : [];
  const args = nodeArguments(
    options.main,
    folders.map((folder) => join(workspaceRoot, folder)),
  );
  const code = await supervise(process.execPath, args, { cwd: root, env });
  return { success: code === 0 || code === undefined };
}

function declaredEnvironment(workspaceRoot: string, app: string): Environment {
  const appYaml = readAppYaml(workspaceRoot, app);
  return appYaml ? environmentOf(appYaml) : {};
}

function nodeArguments(main: string, watched: readonly string[]): string[] {
  return [
    // Folders, not files: a file that an editor replaces, instead of writing into it, would be watched no more.
    ...watched.map((folder) => `--watch-path=${folder}`),
    // Watching clears the terminal at every restart, and with it what the other services said.
    ...(watched.length > 0 ? ['--watch-preserve-output'] : []),
    '--conditions=workspace-source',
    '--enable-source-maps',
    '--import=gae/register',
    main,
  ];
}

function emptyFolder(workspaceRoot: string): string {
  const folder = join(workspaceRoot, '.nx/gae/no-gcloud-configuration');
  mkdirSync(folder, { recursive: true });
  return folder;
}
