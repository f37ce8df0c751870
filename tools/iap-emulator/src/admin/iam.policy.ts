import type { EmulatorContext } from '../emulator.context.ts';
import type { Binding } from '../policy/access.policy.ts';
import type { IapResource } from '../policy/iap.resource.ts';
import { isExpression } from '../policy/condition.ts';
import { MEMBER } from '../policy/member.ts';
import { PolicyConflictError } from '../policy/policy.store.ts';
import type { StoredPolicy } from '../policy/policy.store.ts';
import { objectIn, textIn } from './admin.call.ts';
import type { AdminCall, JsonObject } from './admin.call.ts';
import { GoogleError } from './google.error.ts';

/** The version of policies that can have conditions; gcloud writes no other. */
const VERSION = 3;
const ROLE = /^(?:roles|(?:projects|organizations)\/[^/\s]+\/roles)\/[\w.]+$/;

export function policyOf(context: EmulatorContext, resource: IapResource): object {
  return wire(context.policies.at(resource));
}

/** @throws {GoogleError} INVALID_ARGUMENT for what is no policy, ABORTED when another was faster */
export async function setPolicy({ context, body }: AdminCall, resource: IapResource): Promise<object> {
  const policy = objectIn(body, 'policy');
  const bindings = await bindingsIn(policy);
  const etag = textIn(policy, 'etag');
  try {
    return wire(context.policies.set(resource, bindings, etag === '' ? undefined : etag));
  } catch (error) {
    if (!(error instanceof PolicyConflictError)) throw error;
    const message =
      'There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff.';
    throw new GoogleError('ABORTED', message);
  }
}

function wire({ bindings, etag }: StoredPolicy): object {
  return { ...(bindings.length > 0 && { bindings }), etag, version: VERSION };
}

async function bindingsIn({ bindings = [] }: JsonObject): Promise<Binding[]> {
  if (!Array.isArray(bindings)) throw invalid('policy.bindings is no list.');
  return Promise.all(bindings.map(bindingOf));
}

async function bindingOf(binding: unknown): Promise<Binding> {
  const { role, members = [], condition } = (binding ?? {}) as JsonObject;
  if (typeof role !== 'string' || !ROLE.test(role))
    throw invalid(`Role ${String(role)} is not supported for this resource.`);
  if (!Array.isArray(members)) throw invalid('members is no list.');
  const wrong: unknown = members.find((member) => typeof member !== 'string' || !MEMBER.test(member));
  if (wrong !== undefined) throw invalid(`Invalid principal: ${JSON.stringify(wrong)}.`);
  if (condition === undefined || condition === null) return { role, members: members as string[] };
  if (typeof condition !== 'object') throw invalid('condition is no object.');
  const { expression } = condition as JsonObject;
  if (typeof expression !== 'string' || !(await isExpression(expression)))
    throw invalid('The expression of a condition is no CEL.');
  return { role, members: members as string[], condition };
}

function invalid(message: string): GoogleError {
  return new GoogleError('INVALID_ARGUMENT', message);
}
