import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import { deployApps } from './deploy-apps.ts';
import type { DeployOptions } from './deploy-options.ts';

interface TaskOutcome {
  readonly task: string;
  readonly result: { readonly success: boolean; readonly terminalOutput: string };
}

/**
 * Deploys what one run of Nx selected, and nothing else. A dependency between the deploy targets would order them as
 * well, but would also deploy an unchanged api with every change of web.
 */
export default async function* deployBatch(
  { tasks }: TaskGraph,
  inputs: Readonly<Record<string, DeployOptions>>,
  _overrides: unknown,
  { root }: ExecutorContext,
): AsyncGenerator<TaskOutcome> {
  const entries = Object.values(tasks).map(({ id, target }) => ({
    id,
    app: target.project,
    options: inputs[id],
  }));
  const taskOf = new Map(entries.map(({ id, app }) => [app, id]));
  const apps = new Map(entries.flatMap(({ app, options }) => (options ? [[app, options] as const] : [])));
  for await (const { app, success } of deployApps(root, apps)) {
    yield { task: taskOf.get(app) ?? app, result: { success, terminalOutput: '' } };
  }
}
