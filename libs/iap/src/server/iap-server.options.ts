/** What `IapServerModule.forRoot()` and `forRootAsync()` take. There is no option that turns a check off. */
export interface IapServerModuleOptions {
  /**
   * The `aud` of the assertions that are meant for this app, compared whole: one, or several.
   * On App Engine `/projects/PROJECT_NUMBER/apps/PROJECT_ID`; the number is not the id.
   */
  readonly audience: string | readonly string[];

  /**
   * Who may call, in the syntax of IAM: `serviceAccount:NAME@PROJECT.iam.gserviceaccount.com`, `user:EMAIL`.
   * An empty list is refused: on App Engine an assertion made for one service verifies at every other, and only this
   * list tells their callers apart.
   */
  readonly allowedCallers: readonly string[];

  /**
   * Where IAP's public keys are read, as a JWK set: https, or http on loopback.
   * Default: `https://www.gstatic.com/iap/verify/public_key-jwk`.
   */
  readonly keysUrl?: string;

  /** Seconds by which IAP's clock and ours may differ: 0 to 60, default 30 as IAP documents. */
  readonly clockSkewSeconds?: number;
}
