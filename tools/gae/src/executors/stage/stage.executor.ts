import { existsSync } from 'node:fs';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { logger, type ExecutorContext } from '@nx/devkit';
import { appOf } from '../../app-of.ts';
import { readAppYaml } from '../../app-yaml/app-yaml.ts';
import { checkAppYaml } from '../../app-yaml/check-app-yaml.ts';
import { checkFiles } from '../../app-yaml/check-files.ts';
import { renderAppYaml } from '../../app-yaml/render-app-yaml.ts';
import type { DeployPackage } from '../../build/deploy-package.ts';
import { deployedEnvironment } from '../../environment.ts';
import { readManifest, serviceOf } from '../../manifest/read-manifest.ts';

export interface StageOptions {
  readonly buildPath?: string;
  readonly outputPath?: string;
}

// Without this file gcloud writes one of its own into the folder.
const GCLOUDIGNORE = '.gcloudignore\nnode_modules/\n';

/** Makes the folder that App Engine standard takes as it is, or says all that is in the way. */
export default async function stage(
  options: StageOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const { name, workspaceRoot } = appOf(context);
  const built = options.buildPath ?? `dist/apps/${name}`;
  const staged = options.outputPath ?? `dist/stage/${name}`;
  const out = join(workspaceRoot, staged);
  const manifest = readManifest(workspaceRoot);
  const service = serviceOf(manifest, name);
  const derived = deployedEnvironment(manifest, service);
  const appYaml = readAppYaml(workspaceRoot, name);
  if (!appYaml) throw new Error(`app-yaml/${name}.yaml is missing; write the app.yaml of ${name} there.`);
  await rm(out, { recursive: true, force: true });

  const { engines } = await readPackage(join(workspaceRoot, built));
  const faults = [
    ...checkAppYaml(appYaml, { service, derived, engines: engines.node }).map(({ message }) => message),
    ...checkFiles(built, await filesIn(join(workspaceRoot, built))),
  ];
  if (faults.length > 0) return refuse(name, faults);

  await cp(join(workspaceRoot, built), out, { recursive: true });
  await writeFile(join(out, 'app.yaml'), renderAppYaml(appYaml, derived));
  await writeFile(join(out, '.gcloudignore'), GCLOUDIGNORE);
  return { success: true };
}

async function readPackage(folder: string): Promise<DeployPackage> {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) throw new Error(`${file} is missing; build the app first.`);
  return JSON.parse(await readFile(file, 'utf8')) as DeployPackage;
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

function refuse(app: string, faults: readonly string[]): { success: false } {
  logger.error(`${app} is not fit to deploy:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  return { success: false };
}
