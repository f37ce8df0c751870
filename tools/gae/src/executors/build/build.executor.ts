import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { appOf } from '../../app-of.ts';
import { bundle } from '../../build/bundle.ts';
import { deployPackage } from '../../build/deploy-package.ts';
import type { Lockfile } from '../../build/lockfile.ts';
import { overridesFor, type Overrides } from '../../build/overrides.ts';
import { pruneLockfile } from '../../build/prune-lockfile.ts';
import { readRuntimeDependencies } from '../../build/runtime-dependencies.ts';

export interface BuildOptions {
  readonly main: string;
  readonly outputPath?: string;
  readonly node: number;
}

/** Bundles an app, with the package.json and the pruned lock file that install what it needs. */
export default async function build(
  options: BuildOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const { name, root, workspaceRoot } = appOf(context);
  const out = join(workspaceRoot, options.outputPath ?? `dist/apps/${name}`);
  const lock = await readJson<Lockfile>(join(workspaceRoot, 'package-lock.json'));
  const { overrides = {} } = await readJson<{ overrides?: Overrides }>(join(workspaceRoot, 'package.json'));
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });

  const imported = await bundle({
    workspaceRoot,
    main: join(root, options.main),
    outfile: join(out, 'main.js'),
    node: options.node,
    isWorkspacePackage: (candidate) => lock.packages[`node_modules/${candidate}`]?.link === true,
  });
  const needed = [...imported, ...readRuntimeDependencies(root)];
  const manifest = deployPackage({ app: name, node: options.node, needed, lock });
  const pruned = pruneLockfile(lock, manifest);

  await writeJson(join(out, 'package.json'), { ...manifest, ...overridesFor(overrides, lock, pruned) });
  await writeJson(join(out, 'package-lock.json'), pruned);
  await copyFolder(join(root, 'src/public'), join(out, 'public'));
  return { success: true };
}

async function readJson<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(file, 'utf8')) as T;
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}

async function copyFolder(from: string, to: string): Promise<void> {
  if (existsSync(from)) await cp(from, to, { recursive: true });
}
