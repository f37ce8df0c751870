import { signJwt } from '../keys/jwt.signer.ts';
import type { SigningKey } from '../keys/signing-key.ts';
import type { Caller } from '../policy/caller.ts';

const LIFETIME_S = 3600;

export interface IdTokenTerms {
  readonly audience: string;
  /** Seconds since the epoch. */
  readonly now: number;
  /** `format=full` of the metadata server: only then does the token say whose it is, and only then does IAP take it. */
  readonly withEmail: boolean;
  /** Google, unless a token is to be wrong. */
  readonly issuer?: string;
  /** Seconds until it expires: an hour, unless it is to end sooner. */
  readonly life?: number;
}

/** An ID token of a service account, as Google signs it. */
export function signIdToken(key: SigningKey, { email, subject }: Caller, terms: IdTokenTerms): string {
  const { audience, now, withEmail, issuer = 'https://accounts.google.com', life = LIFETIME_S } = terms;
  return signJwt(key, {
    aud: audience,
    azp: subject,
    ...(withEmail && { email, email_verified: true }),
    exp: now + life,
    iat: now,
    iss: issuer,
    sub: subject,
  });
}

/** A service account's own JWT, for one address or with `/*` for all below one. */
export function signServiceAccountJwt(key: SigningKey, email: string, audience: string, now: number): string {
  return signJwt(key, { iss: email, sub: email, aud: audience, iat: now, exp: now + LIFETIME_S });
}
