import { IapError } from '../iap.errors.ts';

/** Why no token could be had. */
export type IapTokenUnavailableReason =
  | 'library-missing'
  | 'no-credentials'
  | 'credential-kind'
  | 'role'
  | 'key'
  | 'unreachable'
  | 'refused'
  | 'timeout';

/** There is no token to call with: this process has no identity, or the source of its tokens does not answer. */
export class IapTokenUnavailableError extends IapError {
  readonly code = 'ERR_IAP_TOKEN_UNAVAILABLE';

  constructor(
    readonly reason: IapTokenUnavailableReason,
    /** What is missing and what to do, in one sentence. */
    hint: string,
    /** HTTP status of the token source, if it answered. */
    readonly status?: number,
  ) {
    super(`No token for IAP: ${hint}`);
  }
}

/** What is wrong with a token that was handed out. */
export type IapTokenFlaw = 'not-a-jwt' | 'audience' | 'exp-missing' | 'expired' | 'email-missing';

/** The source of tokens handed out one that IAP would refuse. It is never sent. */
export class IapTokenInvalidError extends IapError {
  readonly code = 'ERR_IAP_TOKEN_INVALID';

  constructor(readonly reason: IapTokenFlaw) {
    super(`The token that was handed out is unfit for IAP (${reason}); it was not sent.`);
  }
}

/** The request would have left the one origin that the token is for. Nothing was sent. */
export class IapOriginError extends IapError {
  readonly code = 'ERR_IAP_ORIGIN';

  constructor(
    /** The origin of `baseURL`. */
    readonly expected: string,
    /** What about the request points elsewhere, without path, query or credentials. */
    flaw: string,
  ) {
    super(
      `Not sent: ${flaw}. This client calls ${expected} only; use a plain HttpService for other origins.`,
    );
  }
}

/** IAP answered with its sign-in page: it saw no credential that it could use. */
export class IapSignInRequiredError extends IapError {
  readonly code = 'ERR_IAP_SIGN_IN_REQUIRED';

  constructor(
    /** Origin that was called. */
    readonly upstream: string,
    /** HTTP status, 300 to 399. */
    readonly status: number,
    hint: string,
  ) {
    super(`IAP in front of ${upstream} asks for a sign-in (${status}): ${hint}`);
  }
}

/** What IAP held against the call. `other`: IAP said nothing that this library knows. */
export type IapRefusalReason =
  | 'role'
  | 'audience'
  | 'email'
  | 'expired'
  | 'signature'
  | 'malformed'
  | 'no-credential'
  | 'quota'
  | 'unavailable'
  | 'other';

/** IAP itself refused the call; it never reached the app. */
export class IapRefusedError extends IapError {
  readonly code = 'ERR_IAP_REFUSED';

  constructor(
    /** Origin that was called. */
    readonly upstream: string,
    /** HTTP status, 400 to 599. */
    readonly status: number,
    readonly reason: IapRefusalReason,
    /** What to do, with the command that mends it. */
    hint: string,
    /** Milliseconds after which IAP wants to be asked again, if it said so. */
    readonly retryAfter?: number,
  ) {
    super(`IAP in front of ${upstream} refused the call (${status}, ${reason}): ${hint}`);
  }
}
