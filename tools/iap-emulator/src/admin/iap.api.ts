import type { IapResource } from '../policy/iap.resource.ts';
import { assertProject } from './admin.call.ts';
import type { AdminCall, AdminMethod } from './admin.call.ts';
import { GoogleError } from './google.error.ts';
import { policyOf, setPolicy } from './iam.policy.ts';

/** A project's id may hold a colon: `example.com:quotes`. */
const RESOURCE =
  '^/v1/projects/(?<project>[^/]+?)(?<web>/iap_web)?' +
  '(?:/appengine-(?<app>[^/]+?)(?:/services/(?<service>[^/:]+)(?:/versions/(?<version>[^/:]+))?)?)?';

/** Policies of the project itself are Resource Manager's. */
const WEB_RESOURCE = RESOURCE.replace('/iap_web)?', '/iap_web)');

/** IAP API v1: the policies and settings of what IAP stands in front of. */
export const iapMethods: readonly AdminMethod[] = [
  {
    method: 'POST',
    path: new RegExp(`${WEB_RESOURCE}:getIamPolicy$`),
    run: (call) => policyOf(call.context, resourceOf(call)),
  },
  {
    method: 'POST',
    path: new RegExp(`${WEB_RESOURCE}:setIamPolicy$`),
    run: (call) => setPolicy(call, resourceOf(call)),
  },
  {
    // Whoever asks is an owner here: all that is asked for is granted.
    method: 'POST',
    path: new RegExp(`${WEB_RESOURCE}:testIamPermissions$`),
    run: (call) => {
      resourceOf(call);
      return { permissions: call.body.permissions ?? [] };
    },
  },
  { method: 'GET', path: new RegExp(`${RESOURCE}:iapSettings$`), run: settingsOf },
  { method: 'PATCH', path: new RegExp(`${RESOURCE}:iapSettings$`), run: setSettings },
];

function settingsOf(call: AdminCall): object {
  const settings = call.context.application.iapSettings.at(resourceOf(call));
  return { ...settings, name: nameOf(call) };
}

/** "If omitted, then all of the settings are updated": without a mask it replaces, and gcloud sends none. */
function setSettings(call: AdminCall): object {
  if (call.mask.length > 0)
    throw new GoogleError(
      'FAILED_PRECONDITION',
      'iap-emulator replaces settings as a whole: send no updateMask.',
    );
  const { name: _name, ...settings } = call.body;
  call.context.application.iapSettings.set(resourceOf(call), settings);
  return settingsOf(call);
}

/** gcloud names the project by its number for policies and by its id for settings. */
function resourceOf({ context, at }: AdminCall): IapResource {
  assertProject({ context, at });
  // A group that took no part is decoded to nothing.
  const { web = '', app = '', service = '', version = '' } = at;
  if (web === '') return { level: 'project' };
  if (app === '') return { level: 'web' };
  if (app !== context.manifest.project.id)
    throw new GoogleError('NOT_FOUND', `App Engine application ${app} not found.`);
  if (service === '') return { level: 'app' };
  return version === '' ? { level: 'service', service } : { level: 'version', service, version };
}

function nameOf({ context, at: { web = '', app = '', service = '', version = '' } }: AdminCall): string {
  const parts = [
    `projects/${context.manifest.project.number}`,
    web && 'iap_web',
    app && `appengine-${app}`,
    service && `services/${service}`,
    version && `versions/${version}`,
  ];
  return parts.filter(Boolean).join('/');
}
