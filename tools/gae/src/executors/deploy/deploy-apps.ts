import { logger } from '@nx/devkit';
import { gcloudCommand, requireGcloud, run, shown } from '../../gcloud/gcloud.ts';
import { obstacleTo, readCommit, versionOf } from '../../git/version.ts';
import { readManifest } from '../../manifest/read-manifest.ts';
import type { DeployOptions } from './deploy-options.ts';
import { planDeploy, type Step } from './plan-deploy.ts';

export interface Outcome {
  readonly app: string;
  readonly success: boolean;
}

/** Deploys apps one after the other, those that are called first. Says whatever is in the way before anything is changed. */
export async function* deployApps(
  workspaceRoot: string,
  apps: ReadonlyMap<string, DeployOptions>,
  environment: NodeJS.ProcessEnv = process.env,
): AsyncGenerator<Outcome> {
  const commit = readCommit(workspaceRoot);
  const steps = planDeploy(readManifest(workspaceRoot), apps, versionOf(commit));
  const gcloud = gcloudCommand(environment);
  const obstacle = obstacleTo(commit);

  if ([...apps.values()].some(({ dryRun }) => dryRun)) {
    if (obstacle) logger.warn(`${obstacle} This dry run goes on.`);
    yield* rehearse(gcloud, steps);
    return;
  }
  if (obstacle) throw new Error(obstacle);
  await requireGcloud(gcloud);
  yield* execute(gcloud, steps, workspaceRoot);
}

function* rehearse(gcloud: string, steps: readonly Step[]): Generator<Outcome> {
  for (const { app, command } of steps) {
    logger.log(shown(gcloud, command));
    yield { app, success: true };
  }
}

async function* execute(gcloud: string, steps: readonly Step[], cwd: string): AsyncGenerator<Outcome> {
  const failed = new Set<string>();
  for (const { app, after, command, timeout } of steps) {
    const missing = after.find((callee) => failed.has(callee));
    logger.info(`${app}: ${shown(gcloud, command)}`);
    const fault = missing
      ? `${missing}, which it calls, was not deployed`
      : await attempt(gcloud, command, timeout, cwd);
    if (fault) {
      logger.error(`${app} was not deployed: ${fault}.`);
      failed.add(app);
    }
    yield { app, success: !fault };
  }
}

async function attempt(
  gcloud: string,
  command: Step['command'],
  timeout: number,
  cwd: string,
): Promise<string | undefined> {
  try {
    await run(gcloud, command, { stdio: 'inherit', timeout, cwd });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
