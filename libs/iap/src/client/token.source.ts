import type { Token } from './token.reader.ts';

/** Kinds of proof that IAP takes from a program. Source: IAP, "Programmatic authentication". */
export type CredentialType = 'id-token' | 'service-account-jwt';

/** Makes tokens of one kind for one audience. Neither caches nor retries for long: that is the provider's. */
export interface TokenSource {
  readonly type: CredentialType;
  /** The `aud` of its tokens: an OAuth client id, or a URL that ends in `/*`. */
  readonly audience: string;
  /** Makes one new token, or rejects. */
  issue(): Promise<unknown>;
  /** Looks at what was issued. @throws {IapTokenInvalidError} */
  read(value: unknown, now: number): Token;
  /** Milliseconds since the epoch by the clock of whoever issues the tokens, if that can be had. */
  time?(): Promise<number | undefined>;
}
