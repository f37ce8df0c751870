import type { TargetConfiguration } from '@nx/devkit';

export interface App {
  /** Folder of the app, relative to the workspace. */
  readonly root: string;
  readonly name: string;
  /** Whether app-yaml/<name>.yaml exists. */
  readonly deployable: boolean;
  /** Packages that no import shows. They end up in the built lock file, so they decide whether a build is still true. */
  readonly runtimeDependencies: readonly string[];
  /** Apps of the services that it calls or is called by, through others too; itself among them. */
  readonly connected: readonly string[];
}

const tool = [
  '{workspaceRoot}/tools/gae/src/**/*',
  '!{workspaceRoot}/tools/gae/src/**/*.spec.ts',
  '{workspaceRoot}/tools/gae/{package,executors}.json',
];

const CHECKS = ['lint', 'test', 'typecheck'] as const;

/** The targets of one app. Its own project.json can change any of them: Nx merges it over these. */
export function inferTargets(app: App): Record<string, TargetConfiguration> {
  const targets = { serve: serve(), build: build(app) };
  return app.deployable ? { ...targets, stage: stage(app), verify: verify(), deploy: deploy(app) } : targets;
}

function serve(): TargetConfiguration {
  return { executor: 'gae:serve', continuous: true };
}

function build({ name, runtimeDependencies }: App): TargetConfiguration {
  return {
    executor: 'gae:build',
    cache: true,
    inputs: [
      'production',
      '^production',
      ...tool,
      { externalDependencies: ['esbuild', '@swc/core', ...runtimeDependencies] },
    ],
    outputs: [`{workspaceRoot}/dist/apps/${name}`],
  };
}

function stage({ name }: App): TargetConfiguration {
  return {
    executor: 'gae:stage',
    dependsOn: ['build'],
    cache: true,
    inputs: [
      { dependentTasksOutputFiles: '**/*' },
      `{workspaceRoot}/app-yaml/${name}.yaml`,
      '{workspaceRoot}/app-yaml/iap.yaml',
      ...tool,
      { externalDependencies: ['yaml'] },
    ],
    outputs: [`{workspaceRoot}/dist/stage/${name}`],
  };
}

/** Everything that judges what the app is made of: its own checks, and those of the workspace's projects it bundles. */
function verify(): TargetConfiguration {
  return { executor: 'nx:noop', dependsOn: CHECKS.flatMap((check) => [check, `^${check}`]) };
}

/**
 * Nothing is deployed before everything that it works with passed its checks. That all these deploy targets wait for the
 * same also makes them ready at the same time: Nx hands them to the executor as one batch, which deploys them in order.
 */
function deploy({ connected }: App): TargetConfiguration {
  const gates = ['stage', 'verify'];
  return { executor: 'gae:deploy', dependsOn: gates.map((target) => ({ projects: [...connected], target })) };
}
