import { randomUUID } from 'node:crypto';
import { INGRESS, RUNNING_VERSION } from '../application/application.ts';
import type { Ingress } from '../application/application.ts';
import { objectIn, textIn } from './admin.call.ts';
import type { AdminCall, AdminMethod } from './admin.call.ts';
import { GoogleError } from './google.error.ts';

const APP = '^/v1/apps/(?<app>[^/]+)';
const SERVICE = `${APP}/services/(?<service>[^/:]+)`;
const NO_DEPLOYMENT =
  'iap-emulator runs one version of each service, the process that emulator.services names in the manifest: it deploys none.';

/** App Engine Admin API v1, as far as there is something to it without deployments. */
export const appEngineMethods: readonly AdminMethod[] = [
  { method: 'GET', path: new RegExp(`${APP}$`), run: application },
  { method: 'PATCH', path: new RegExp(`${APP}$`), run: patchApplication },
  { method: 'GET', path: new RegExp(`${APP}/operations/(?<operation>[^/:]+)$`), run: finished },
  {
    method: 'GET',
    path: new RegExp(`${APP}/services$`),
    run: (call) => {
      assertApp(call);
      return { services: Object.keys(call.context.manifest.services).map((id) => service(call, id)) };
    },
  },
  { method: 'GET', path: new RegExp(`${SERVICE}$`), run: (call) => service(call, serviceIn(call)) },
  { method: 'PATCH', path: new RegExp(`${SERVICE}$`), run: patchService },
  {
    method: 'GET',
    path: new RegExp(`${SERVICE}/versions$`),
    run: (call) => ({ versions: [version(call, serviceIn(call))] }),
  },
  {
    method: 'GET',
    path: new RegExp(`${SERVICE}/versions/(?<version>[^/:]+)$`),
    run: (call) => {
      const id = serviceIn(call);
      if (call.at.version !== RUNNING_VERSION)
        throw new GoogleError('NOT_FOUND', `Version not found: ${call.at.version ?? ''}.`);
      return version(call, id);
    },
  },
  {
    // Where gcloud looks for experiments before it deploys: there are none.
    method: 'GET',
    path: /^\/storage\/v1\/b\/runtime-builders\//,
    run: () => {
      throw new GoogleError('NOT_FOUND', 'Not Found');
    },
  },
  {
    // Where it begins to deploy.
    method: 'GET',
    path: /^\/storage\/v1\/b\/[^/]+(?:\/o)?$/,
    run: () => {
      throw new GoogleError('FAILED_PRECONDITION', NO_DEPLOYMENT);
    },
  },
  {
    method: 'POST',
    path: new RegExp(`${SERVICE}/versions$`),
    run: () => {
      throw new GoogleError('FAILED_PRECONDITION', NO_DEPLOYMENT);
    },
  },
];

function application(call: AdminCall): object {
  assertApp(call);
  const { project, region, defaultHostname } = call.context.manifest;
  return {
    name: `apps/${project.id}`,
    id: project.id,
    locationId: region,
    servingStatus: 'SERVING',
    defaultHostname,
    serviceAccount: `${project.id}@appspot.gserviceaccount.com`,
    codeBucket: `staging.${project.id}.appspot.com`,
    defaultBucket: `${project.id}.appspot.com`,
    iap: call.context.application.iap,
  };
}

function patchApplication(call: AdminCall): object {
  assertApp(call);
  assertMask(call, ['iap']);
  const iap = objectIn(call.body, 'iap');
  const [client, secret] = [textIn(iap, 'oauth2ClientId'), textIn(iap, 'oauth2ClientSecret')];
  if (client !== undefined && !/^[\w.-]*$/.test(client))
    throw new GoogleError('INVALID_ARGUMENT', "Invalid value at 'iap.oauth2ClientId'.");
  if (iap.enabled !== undefined && typeof iap.enabled !== 'boolean')
    throw new GoogleError('INVALID_ARGUMENT', "Invalid value at 'iap.enabled' (TYPE_BOOL).");
  call.context.application.changeIap({
    ...(iap.enabled !== undefined && { enabled: iap.enabled }),
    ...(client !== undefined && client !== '' && { oauth2ClientId: client }),
    ...(secret !== undefined && { oauth2ClientSecret: secret }),
  });
  return done(call, 'UpdateApplication', application(call));
}

function service(call: AdminCall, id: string): object {
  const { manifest, application: state } = call.context;
  return {
    name: `apps/${manifest.project.id}/services/${id}`,
    id,
    split: { allocations: { [RUNNING_VERSION]: 1 } },
    networkSettings: { ingressTrafficAllowed: state.ingressOf(id) },
  };
}

function patchService(call: AdminCall): object {
  const id = serviceIn(call);
  assertMask(call, ['split', 'networkSettings']);
  if (call.mask.includes('split'))
    assertRunning(Object.keys(objectIn(objectIn(call.body, 'split'), 'allocations')));
  if (call.mask.includes('networkSettings')) {
    const ingress = textIn(objectIn(call.body, 'networkSettings'), 'ingressTrafficAllowed');
    if (!INGRESS.some((known) => known === ingress))
      throw new GoogleError(
        'INVALID_ARGUMENT',
        `Invalid value at 'network_settings.ingress_traffic_allowed': ${ingress ?? ''}.`,
      );
    call.context.application.setIngress(id, ingress as Ingress);
  }
  return done(call, 'UpdateService', service(call, id));
}

function version({ context }: AdminCall, id: string): object {
  const { project, services, defaultHostname } = context.manifest;
  const host = [RUNNING_VERSION, ...(id === 'default' ? [] : [id]), defaultHostname].join('-dot-');
  return {
    name: `apps/${project.id}/services/${id}/versions/${RUNNING_VERSION}`,
    id: RUNNING_VERSION,
    env: 'standard',
    runtime: 'nodejs24',
    servingStatus: 'SERVING',
    serviceAccount: services[id]?.serviceAccount,
    createTime: '2026-01-01T00:00:00Z',
    versionUrl: `https://${host}`,
  };
}

function assertRunning(versions: readonly string[]): void {
  const unknown = versions.find((id) => id !== RUNNING_VERSION);
  if (unknown !== undefined)
    throw new GoogleError('INVALID_ARGUMENT', `Version not found: ${unknown}. ${NO_DEPLOYMENT}`);
}

function assertMask({ mask }: AdminCall, known: readonly string[]): void {
  const other = mask.find((field) => !known.includes(field));
  if (mask.length === 0) throw new GoogleError('INVALID_ARGUMENT', 'update_mask is required.');
  if (other !== undefined)
    throw new GoogleError(
      'FAILED_PRECONDITION',
      `iap-emulator changes ${known.join(' and ')} only, not ${other}.`,
    );
}

function serviceIn(call: AdminCall): string {
  assertApp(call);
  const { service: id = '' } = call.at;
  if (!Object.hasOwn(call.context.manifest.services, id))
    throw new GoogleError('NOT_FOUND', `Could not find Service "${id}".`);
  return id;
}

/** Google's words for an application that is not there. gcloud looks for them. */
function assertApp({ context, at }: AdminCall): void {
  if (at.app !== context.manifest.project.id)
    throw new GoogleError('NOT_FOUND', `Could not find Application "${at.app ?? ''}".`);
}

function done({ context }: AdminCall, method: string, response: object): object {
  const { id } = context.manifest.project;
  const metadata = { method: `google.appengine.v1.Applications.${method}`, target: `apps/${id}` };
  return { name: `apps/${id}/operations/${randomUUID()}`, metadata, done: true, response };
}

/** Everything is done by the time it is answered; who asks again is told so. */
function finished(call: AdminCall): object {
  assertApp(call);
  return {
    name: `apps/${call.at.app ?? ''}/operations/${call.at.operation ?? ''}`,
    done: true,
    response: {},
  };
}
