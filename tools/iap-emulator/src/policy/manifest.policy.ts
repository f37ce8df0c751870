import { ACCESSOR_ROLE } from './access.policy.ts';
import type { ServiceEntry } from '../manifest/manifest.ts';
import type { Policy } from './access.policy.ts';

/** The IAM policy that the manifest asks for on one service. */
export function policyOf({ access, callers }: ServiceEntry): Policy {
  const members = access === 'public' ? ['allUsers'] : callers;
  return { bindings: [{ role: ACCESSOR_ROLE, members }] };
}
