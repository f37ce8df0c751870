import type { Caller } from '../policy/caller.ts';
import type { Credential } from './credential.ts';
import { NO_CREDENTIAL } from './credential.ts';

export interface BroughtCredentials {
  readonly proxyAuthorization: string | undefined;
  readonly authorization: string | undefined;
  /** Judges a bearer token. */
  bearer(token: string): Credential;
  /** Who the session cookie says is there. */
  session(): Caller | undefined;
}

/** The credential that counted, and whether it was the Authorization header. */
export interface ChosenCredential {
  readonly credential: Credential;
  readonly consumedAuthorization: boolean;
}

/**
 * IAP's order: a valid token in Proxy-Authorization wins, and Authorization is then the app's own. An invalid one there is
 * passed over, not refused. Next is the bearer token of Authorization, then the cookie. Other schemes, as Basic, are the
 * app's.
 */
export function chooseCredential(brought: BroughtCredentials): ChosenCredential {
  const proxyToken = bearerIn(brought.proxyAuthorization);
  const proxy = proxyToken === undefined ? NO_CREDENTIAL : brought.bearer(proxyToken);
  if (proxy.kind === 'valid') return { credential: proxy, consumedAuthorization: false };
  const token = bearerIn(brought.authorization);
  if (token !== undefined) return { credential: brought.bearer(token), consumedAuthorization: true };
  const caller = brought.session();
  const credential: Credential = caller ? { kind: 'valid', caller, by: 'session' } : NO_CREDENTIAL;
  return { credential, consumedAuthorization: false };
}

/** The token of a `Bearer` header; the scheme's case does not matter (RFC 9110 section 11.1). */
function bearerIn(header: string | undefined): string | undefined {
  return /^bearer +(.*)$/i.exec(header ?? '')?.[1]?.trim();
}
