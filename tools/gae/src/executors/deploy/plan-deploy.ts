import { calleesOf } from '../../environment.ts';
import { appDeploy, type GcloudArguments } from '../../gcloud/app-deploy.ts';
import { callOrder } from '../../manifest/call-order.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import { serviceOf } from '../../manifest/read-manifest.ts';
import type { DeployOptions } from './deploy-options.ts';

export interface Step {
  readonly app: string;
  /** Apps of the same plan whose services this one calls: it is deployed after them, and not if one of them failed. */
  readonly after: readonly string[];
  readonly command: GcloudArguments;
  /** Milliseconds. */
  readonly timeout: number;
}

/** What to run, in this order, to deploy some apps as one version. */
export function planDeploy(
  manifest: Manifest,
  apps: ReadonlyMap<string, DeployOptions>,
  version: string,
): readonly Step[] {
  for (const app of apps.keys()) serviceOf(manifest, app);
  return callOrder(manifest).flatMap((service): Step[] => {
    const { app } = service;
    const options = apps.get(app);
    if (!options) return [];
    const command = appDeploy({
      appYaml: `${options.stagePath ?? `dist/stage/${app}`}/app.yaml`,
      project: manifest.project.id,
      version,
      promote: options.promote,
    });
    const after = calleesOf(manifest, service).map((callee) => callee.app);
    return [
      { app, after: after.filter((callee) => apps.has(callee)), command, timeout: options.timeout * 60_000 },
    ];
  });
}
