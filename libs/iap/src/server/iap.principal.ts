interface IapIdentity {
  /** Stable id of the caller, as in `sub`. */
  readonly subject: string;
  /** The accepted audience that the assertion was made for. */
  readonly audience: string;
  /** Such as `accessPolicies/1234/accessLevels/corporate`; empty when IAP names none. */
  readonly accessLevels: readonly string[];
  /** Device that Context-Aware Access knows. */
  readonly deviceId?: string;
  /** Attributes that IAP was told to propagate in the assertion, by name. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

/** A program, known by its service account. */
export interface IapServiceAccount extends IapIdentity {
  readonly kind: 'serviceAccount';
  /** As IAM writes it, and as `allowedCallers` names it. */
  readonly member: `serviceAccount:${string}`;
  /** Bare address. */
  readonly email: string;
}

/** A person with a Google account. */
export interface IapUser extends IapIdentity {
  readonly kind: 'user';
  /** As IAM writes it, and as `allowedCallers` names it. */
  readonly member: `user:${string}`;
  /** Bare address. */
  readonly email: string;
  /** Workspace domain that the account belongs to. */
  readonly hostedDomain?: string;
}

/** Somebody whom another identity provider knows, through workforce identity federation. */
export interface IapWorkforceIdentity extends IapIdentity {
  readonly kind: 'workforce';
  /** As IAM writes it, and as `allowedCallers` names it; absent when IAP does not say. */
  readonly member?: `principal://${string}`;
  /** What the provider says. It was never Google's to check, so it identifies nobody. */
  readonly email?: string;
}

/** A user of Identity Platform. IAM does not know such users, so no entry of `allowedCallers` names one. */
export interface IapIdentityPlatformUser extends IapIdentity {
  readonly kind: 'identityPlatform';
  /** Identity Platform's own claims, such as `email`, `email_verified` and `firebase`. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** App Engine itself, on a route with `@AllowAppEngine()`. */
export interface IapAppEngine {
  readonly kind: 'appEngine';
  readonly source: 'cron' | 'task';
}

/** Nobody: IAP let the request pass without asking who it is, or the route is open. */
export interface IapAnonymous {
  readonly kind: 'anonymous';
}

/** Who calls. Frozen, and made of verified claims only; `kind` tells the members apart. */
export type IapPrincipal =
  IapServiceAccount | IapUser | IapWorkforceIdentity | IapIdentityPlatformUser | IapAppEngine | IapAnonymous;

export const ANONYMOUS: IapAnonymous = Object.freeze({ kind: 'anonymous' });
