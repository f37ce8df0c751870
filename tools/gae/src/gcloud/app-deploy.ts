/** Arguments of gcloud, without gcloud itself: they never meet a shell. */
export type GcloudArguments = readonly string[];

export interface AppDeploy {
  /** Path of the staged app.yaml. */
  readonly appYaml: string;
  readonly project: string;
  readonly version: string;
  /** Whether all traffic moves to the new version at once. */
  readonly promote: boolean;
}

export function appDeploy({ appYaml, project, version, promote }: AppDeploy): GcloudArguments {
  return [
    'app',
    'deploy',
    appYaml,
    `--project=${project}`,
    `--version=${version}`,
    promote ? '--promote' : '--no-promote',
    '--quiet',
  ];
}
