import { hostedDomainOf } from './caller.ts';
import type { Caller } from './caller.ts';

/** What a caller must hold to pass IAP. */
export const ACCESSOR_ROLE = 'roles/iap.httpsResourceAccessor';

/** An IAM policy, as far as IAP asks it: who holds which role on one resource. */
export interface Policy {
  readonly bindings: readonly { readonly role: string; readonly members: readonly string[] }[];
}

/** Whether everybody may pass, signed in or not. */
export function isPublic(policy: Policy): boolean {
  return accessorsIn(policy).includes('allUsers');
}

/** Whether the caller holds the accessor role. Bindings only ever add; nothing subtracts. */
export function mayAccess(policy: Policy, caller: Caller): boolean {
  return accessorsIn(policy).some((member) => isMember(member, caller));
}

function accessorsIn({ bindings }: Policy): string[] {
  return bindings.filter(({ role }) => role === ACCESSOR_ROLE).flatMap(({ members }) => members);
}

/** A `group:` matches nobody: who is in it, only Google knows. */
function isMember(member: string, caller: Caller): boolean {
  if (member === 'allUsers' || member === 'allAuthenticatedUsers') return true;
  const [kind, value = ''] = member.split(/:(.*)/s);
  const name = value.toLowerCase();
  if (kind === 'domain') return hostedDomainOf(caller) === name;
  return kind === caller.kind && name === caller.email;
}
