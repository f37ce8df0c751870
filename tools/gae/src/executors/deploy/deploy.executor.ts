import type { ExecutorContext } from '@nx/devkit';
import { appOf } from '../../app-of.ts';
import { deployApps } from './deploy-apps.ts';
import type { DeployOptions } from './deploy-options.ts';

/** Deploys one staged app with gcloud. Several are a batch, because this one cannot wait for another. */
export default async function deploy(
  options: DeployOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const { name, workspaceRoot } = appOf(context);
  const deploys = Object.values(context.taskGraph?.tasks ?? {}).filter(
    ({ target }) => target.target === context.targetName,
  );
  if (deploys.length > 1)
    throw new Error(
      'Several apps are deployed in order only as a batch: leave out --batch=false and NX_BATCH_MODE=false.',
    );

  for await (const { success } of deployApps(workspaceRoot, new Map([[name, options]]))) {
    if (!success) return { success };
  }
  return { success: true };
}
