import type { ServiceEntry } from '../manifest/manifest.ts';

/** The IAM members that the manifest lets pass to a service. */
export function membersOf({ access, callers }: ServiceEntry): readonly string[] {
  return access === 'public' ? ['allUsers'] : callers;
}
