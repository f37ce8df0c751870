import { assertProject } from './admin.call.ts';
import type { AdminCall, AdminMethod } from './admin.call.ts';

const SERVICES = '^/v1/projects/(?<project>[^/]+)/services';
/** What a project needs for IAP in front of App Engine. */
const ENABLED = ['appengine.googleapis.com', 'iap.googleapis.com', 'iamcredentials.googleapis.com'];

/** Service Usage API v1. Every API is on: there is nothing here that would be missing without it. */
export const serviceUsageMethods: readonly AdminMethod[] = [
  {
    method: 'GET',
    path: new RegExp(`${SERVICES}$`),
    run: (call) => {
      assertProject(call);
      return { services: ENABLED.map((api) => stateOf(call, api)) };
    },
  },
  {
    method: 'GET',
    path: new RegExp(`${SERVICES}/(?<api>[^/:]+)$`),
    run: (call) => {
      assertProject(call);
      return stateOf(call, call.at.api ?? '');
    },
  },
  {
    method: 'POST',
    path: new RegExp(`${SERVICES}/(?<api>[^/:]+):enable$`),
    run: (call) => {
      assertProject(call);
      const response = { service: stateOf(call, call.at.api ?? '') };
      return { name: 'operations/noop.DONE_OPERATION', done: true, response };
    },
  },
];

function stateOf({ context }: AdminCall, api: string): object {
  const { number } = context.manifest.project;
  return { name: `projects/${number}/services/${api}`, config: { name: api }, state: 'ENABLED' };
}
