import type { Caller } from '../policy/caller.ts';

/** What a request brought to prove who sent it, judged. */
export type Credential =
  | { readonly kind: 'none' }
  | { readonly kind: 'invalid'; readonly because: string }
  | { readonly kind: 'valid'; readonly caller: Caller; readonly by: CredentialKind };

export type CredentialKind = 'ID token' | 'service account JWT' | 'session';

export const NO_CREDENTIAL: Credential = { kind: 'none' };

export function invalid(because: string): Credential {
  return { kind: 'invalid', because };
}
