import { randomBytes } from 'node:crypto';
import { originFor } from '../net/host.rule.ts';
import { callerOf } from '../policy/caller.ts';
import type { Caller } from '../policy/caller.ts';
import { clearCookie, cookieOf, setCookie } from './cookies.ts';
import type { Seal } from './seal.ts';

/** Where a front takes a browser back after the sign-in page. */
export const SIGNED_IN_PATH = '/_gcp_iap/signed_in';
const MINUTES_10 = 600;
const MINUTE = 60_000;

/** What the sign-in page is told about the request that led to it. Sealed, so nobody else can send a browser anywhere. */
export interface SignInState {
  readonly service: string;
  /** Origin of the front, by the name that the browser knows it by. */
  readonly origin: string;
  /** Path and query to come back to. */
  readonly path: string;
  /** Also in a cookie of the same browser, so that nobody can be signed in by somebody else's link. */
  readonly nonce: string;
}

interface Ticket extends SignInState {
  readonly email: string;
}

export interface Redirect {
  readonly location: string;
  readonly cookies: readonly string[];
}

/** The way from a front to the sign-in page and back. */
export class SignInFlow {
  readonly #seal: Seal;
  readonly #clientId: () => string;
  readonly #used = new Set<string>();

  /** @param clientId the OAuth client of IAP, asked for each time */
  constructor(seal: Seal, clientId: () => string) {
    this.#seal = seal;
    this.#clientId = clientId;
  }

  /** Off to the sign-in page, in the words of Google's: programs read `client_id` from this address. */
  begin(page: string, front: string, host: string | undefined, service: string, path: string): Redirect {
    const nonce = randomBytes(12).toString('base64url');
    const origin = originFor(host, front);
    const clientId = this.#clientId();
    const state = this.#seal.close(
      'state',
      { service, origin, path, nonce } satisfies SignInState,
      MINUTES_10 * 1000,
    );
    const query = new URLSearchParams({
      client_id: clientId,
      response_type: 'code',
      scope: 'openid email',
      redirect_uri: `${page}/v1/oauth/clientIds/${clientId}:handleRedirect`,
      state,
    });
    return {
      location: `${page}/o/oauth2/v2/auth?${query.toString()}`,
      cookies: [setCookie(nonceCookie(nonce), '1', MINUTES_10)],
    };
  }

  stateOf(sealed: string): SignInState | undefined {
    return this.#seal.open('state', sealed) as SignInState | undefined;
  }

  /** Back from the page to the front, as the account that was chosen. */
  finish(state: SignInState, email: string): string {
    const ticket = this.#seal.close('ticket', { ...state, email } satisfies Ticket, MINUTE);
    return `${state.origin}${SIGNED_IN_PATH}?ticket=${ticket}`;
  }

  /** Redeems a ticket: once, at the service it was made for, in the browser that set out for it. */
  redeem(
    sealed: string,
    service: string,
    cookies: string | undefined,
  ): (Redirect & { caller: Caller }) | undefined {
    const ticket = this.#seal.open('ticket', sealed) as Ticket | undefined;
    if (ticket?.service !== service || this.#used.has(ticket.nonce)) return undefined;
    if (cookieOf(cookies, nonceCookie(ticket.nonce)) !== '1') return undefined;
    this.#used.add(ticket.nonce);
    return {
      caller: callerOf(ticket.email),
      location: ticket.origin + ticket.path,
      cookies: [clearCookie(nonceCookie(ticket.nonce))],
    };
  }
}

function nonceCookie(nonce: string): string {
  return `GCP_IAP_XSRF_NONCE_${nonce}`;
}
