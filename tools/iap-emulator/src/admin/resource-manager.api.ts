import { assertProject } from './admin.call.ts';
import type { AdminMethod } from './admin.call.ts';
import { policyOf, setPolicy } from './iam.policy.ts';

const PROJECT = '^/v1/projects/(?<project>[^/]+?)';

/** Cloud Resource Manager API v1: the project, by its id or its number, and its policy. */
export const resourceManagerMethods: readonly AdminMethod[] = [
  {
    method: 'GET',
    path: new RegExp(`${PROJECT}$`),
    run: (call) => {
      assertProject(call);
      const { id, number } = call.context.manifest.project;
      return { projectNumber: number, projectId: id, lifecycleState: 'ACTIVE', name: id };
    },
  },
  {
    method: 'POST',
    path: new RegExp(`${PROJECT}:getIamPolicy$`),
    run: (call) => {
      assertProject(call);
      return policyOf(call.context, { level: 'project' });
    },
  },
  {
    method: 'POST',
    path: new RegExp(`${PROJECT}:setIamPolicy$`),
    run: (call) => {
      assertProject(call);
      return setPolicy(call, { level: 'project' });
    },
  },
];
