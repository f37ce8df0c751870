import { hostedDomainOf } from './caller.ts';
import type { Caller } from './caller.ts';

/** What a caller must hold to pass IAP. */
export const ACCESSOR_ROLE = 'roles/iap.httpsResourceAccessor';

/** Who holds a role. With a condition: only where it is met. */
export interface Binding {
  readonly role: string;
  readonly members: readonly string[];
  readonly condition?: object;
}

/** An IAM policy, as far as IAP asks it: who holds which role on one resource. */
export interface Policy {
  readonly bindings: readonly Binding[];
}

/** Whether everybody may pass, signed in or not. */
export function isPublic(policy: Policy): boolean {
  return accessorsIn(policy).includes('allUsers');
}

/** Whether the caller holds the accessor role. Bindings only ever add; nothing subtracts. */
export function mayAccess(policy: Policy, caller: Caller): boolean {
  return accessorsIn(policy).some((member) => isMember(member, caller));
}

/** Conditions are judged before: see `policyFor`. Whoever holds the role under one that is left, does not hold it. */
function accessorsIn({ bindings }: Policy): string[] {
  return bindings.filter(isAccess).flatMap(({ members }) => members);
}

/** Whether a binding lets its members pass, whatever they ask for. */
export function isAccess({ role, condition }: Binding): boolean {
  return role === ACCESSOR_ROLE && condition === undefined;
}

/** A `group:` matches nobody: who is in it, only Google knows. */
function isMember(member: string, caller: Caller): boolean {
  if (member === 'allUsers' || member === 'allAuthenticatedUsers') return true;
  const [kind, value = ''] = member.split(/:(.*)/s);
  const name = value.toLowerCase();
  if (kind === 'domain') return hostedDomainOf(caller) === name;
  return kind === caller.kind && name === caller.email;
}
