import type { GuardMode } from './guard-mode.option.ts';

/** What `IapServerModule.forRoot()` and `forRootAsync()` take. There is no option that turns a check off. */
export interface IapServerModuleOptions {
  /**
   * The `aud` of the assertions that are meant for this app, compared whole: one, or several.
   * On App Engine `/projects/PROJECT_NUMBER/apps/PROJECT_ID`; the number is not the id. There, and only there, it may
   * be left out: it is then put together from `GOOGLE_CLOUD_PROJECT` and the metadata server, once, at start.
   */
  readonly audience?: string | readonly string[];

  /**
   * Who may call, in the syntax of IAM: `serviceAccount:NAME@PROJECT.iam.gserviceaccount.com`, `user:EMAIL`,
   * `domain:DOMAIN` (accounts of that Workspace domain), `principal://iam.googleapis.com/locations/global/workforcePools/POOL/subject/SUBJECT`.
   * An empty list is refused: on App Engine an assertion made for one service verifies at every other, and only this
   * list tells their callers apart.
   */
  readonly allowedCallers: readonly string[];

  /** What a caller of kind `user` must meet beyond standing in the list. Service accounts have neither. */
  readonly requireOfUsers?: {
    /** The account belongs to one of these Workspace domains (`hd`). */
    readonly hostedDomains?: readonly string[];
    /** The request met every one of these: `accessPolicies/NUMBER/accessLevels/NAME`. */
    readonly accessLevels?: readonly string[];
  };

  /**
   * Where IAP's public keys are read, as a JWK set: https, or http on loopback.
   * Default: `https://www.gstatic.com/iap/verify/public_key-jwk`.
   */
  readonly keysUrl?: string;

  /** The JWK set itself, for networks that cannot reach it. IAP rotates its keys: whoever pins them renews them. */
  readonly pinnedKeys?: { readonly keys: readonly object[] };

  /** Seconds by which IAP's clock and ours may differ: 0 to 60, default 30 as IAP documents. */
  readonly clockSkewSeconds?: number;

  /**
   * `enforce` (default), or `report-only`: every request is judged, logged and counted, and let through as anonymous
   * where it would have been refused. For rolling the guard out on a running service; refused with
   * `NODE_ENV=production` unless it is spelled out as `report-only-in-production`.
   */
  readonly mode?: GuardMode;

  /** Whether the keys are read as soon as the app listens, before the first request asks for them. Default true. */
  readonly warmUp?: boolean;

  /** Which decisions are logged: the refusals (default), or every one. */
  readonly logDecisions?: 'refused' | 'all';
}
