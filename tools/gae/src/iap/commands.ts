import type { GcloudArguments } from '../gcloud/app-deploy.ts';
import type { Change } from './difference.ts';
import { ACCESSOR, flagsOf } from './observed.ts';

/** How gcloud makes a change. Without `--condition=None` it asks wherever any binding has a condition. */
export function commandFor(change: Change, project: string): GcloudArguments {
  if (change.does === 'switch on') return switchCommand('enable', project);
  const verb = change.does === 'grant' ? 'add-iam-policy-binding' : 'remove-iam-policy-binding';
  return [
    'iap',
    'web',
    verb,
    ...flagsOf({ service: change.service }),
    `--member=${change.member}`,
    `--role=${ACCESSOR}`,
    '--condition=None',
    `--project=${project}`,
  ];
}

/** Switches IAP on or off for the whole application; there is no switch for one service. The OAuth client stays. */
export function switchCommand(to: 'enable' | 'disable', project: string): GcloudArguments {
  return ['iap', 'web', to, '--resource-type=app-engine', `--project=${project}`];
}
