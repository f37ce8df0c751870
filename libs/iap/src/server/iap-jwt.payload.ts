/**
 * The claims of a verified assertion. The types up to `email` were checked; what follows is there when IAP adds it, and is
 * typed `unknown`: `IapPrincipal` holds it in a checked form.
 */
export interface IapJwtPayload {
  readonly iss: string;
  readonly aud: string;
  /** Seconds since the epoch. */
  readonly exp: number;
  /** Seconds since the epoch. */
  readonly iat: number;
  /** Stable id of the caller, such as `accounts.google.com:110532853671892060667`. Absent when IAP asked nobody who they are. */
  readonly sub?: string;
  /** Bare address, without the `accounts.google.com:` of the unsigned header. */
  readonly email?: string;
  /** Workspace domain that the account belongs to. */
  readonly hd?: unknown;
  /** Access levels and device, as Context-Aware Access sees them. */
  readonly google?: unknown;
  /** Attributes that IAP was told to propagate. */
  readonly additional_claims?: unknown;
  /** Identity Platform's claims about its user: an object, or one as JSON text. */
  readonly gcip?: unknown;
  readonly identity_source?: unknown;
  readonly workforce_identity?: unknown;
  readonly [claim: string]: unknown;
}
