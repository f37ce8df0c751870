import { isPublic, mayAccess } from '../policy/access.policy.ts';
import type { Policy } from '../policy/access.policy.ts';
import type { Caller } from '../policy/caller.ts';
import type { ChosenCredential } from './credential.order.ts';

/** What IAP knows when it decides. */
export interface Situation {
  readonly iapIsOn: boolean;
  readonly allowHttpOptions: boolean;
  readonly publicIdentity: 'off' | 'session' | 'any';
  readonly policy: Policy;
  readonly method: string;
  /** The query parameter `gcp-iap-mode`. */
  readonly mode: string | undefined;
  /** Whether the client would follow a redirect to a page. */
  readonly canRedirect: boolean;
  /** Judged only where the table asks for it. */
  readonly credential: () => ChosenCredential;
  readonly session: () => Caller | undefined;
}

/** What IAP does with a request. */
export type Decision =
  | { readonly does: 'pass untouched' }
  | { readonly does: 'forward without assertion' }
  | { readonly does: 'forward anonymous' }
  | {
      readonly does: 'forward';
      readonly caller: Caller;
      readonly by: string;
      readonly consumedAuthorization: boolean;
    }
  | { readonly does: 'sign in' }
  | { readonly does: 'tell identity'; readonly caller: Caller | undefined }
  | { readonly does: 'refuse'; readonly because: string }
  | { readonly does: 'deny'; readonly caller: Caller };

/** IAP's truth table, one row a line. */
export function decide(request: Situation): Decision {
  if (!request.iapIsOn) return { does: 'pass untouched' };
  if (request.method === 'OPTIONS' && request.allowHttpOptions) return { does: 'forward without assertion' };
  if (request.mode === 'IDENTITY') return { does: 'tell identity', caller: someone(request) };
  if (isPublic(request.policy)) return decidePublic(request);

  const { credential, consumedAuthorization } = request.credential();
  if (credential.kind === 'none')
    return request.canRedirect ? { does: 'sign in' } : { does: 'refuse', because: 'empty token' };
  if (credential.kind === 'invalid') return { does: 'refuse', because: credential.because };
  const { caller, by } = credential;
  if (!mayAccess(request.policy, caller)) return { does: 'deny', caller };
  return { does: 'forward', caller, by, consumedAuthorization };
}

/** With allUsers, IAP asks nobody who they are, unless the address asks for it. */
function decidePublic(request: Situation): Decision {
  const session = request.session();
  const isForced = request.mode === 'FORCE_LOGIN';
  if (isForced && !session) return { does: 'sign in' };
  if (session && (isForced || request.publicIdentity === 'session')) {
    return { does: 'forward', caller: session, by: 'session', consumedAuthorization: false };
  }
  if (request.publicIdentity === 'any') {
    const { credential, consumedAuthorization } = request.credential();
    if (credential.kind === 'valid') {
      return { does: 'forward', caller: credential.caller, by: credential.by, consumedAuthorization };
    }
  }
  return { does: 'forward anonymous' };
}

function someone(request: Situation): Caller | undefined {
  const { credential } = request.credential();
  return credential.kind === 'valid' ? credential.caller : undefined;
}
