import { isSignedByRsa, readJwt } from '../keys/jwt.reader.ts';
import type { Claims } from '../keys/jwt.signer.ts';
import type { SigningKey } from '../keys/signing-key.ts';
import { callerOf } from '../policy/caller.ts';
import { invalid } from './credential.ts';
import type { Credential, CredentialKind } from './credential.ts';

/** What a bearer token is held against. */
export interface BearerTerms {
  /** OAuth clients that an ID token may be made for. */
  readonly clients: readonly string[];
  /** The address that the request was sent to, without its query: what a service account JWT is made for. */
  readonly url: string;
  /** Seconds since the epoch. */
  readonly now: number;
  readonly wrongAudience: (aud: unknown) => string;
  readonly googleKeys: readonly SigningKey[];
  readonly keysOf: (serviceAccount: string) => readonly SigningKey[];
}

const ISSUERS: readonly unknown[] = ['https://accounts.google.com', 'accounts.google.com'];
/** A service account JWT lives an hour at most. */
const MAX_LIFETIME_S = 3600;

/** Judges a bearer token, in the words that IAP refuses with. */
export function checkBearer(token: string, terms: BearerTerms): Credential {
  const jwt = readJwt(token);
  if (!jwt) return invalid('Unable to parse JWT');
  const { claims } = jwt;
  const signer = serviceAccountIn(claims);
  const keys = signer === undefined ? terms.googleKeys : terms.keysOf(signer);
  if (!isSignedByRsa(jwt, keys)) return invalid('JWT signature is invalid');
  return signer === undefined ? checkIdToken(claims, terms) : checkServiceAccountJwt(signer, claims, terms);
}

/** A service account JWT is issued by, and about, the service account that signed it. */
function serviceAccountIn({ iss, sub }: Claims): string | undefined {
  return typeof iss === 'string' && iss.endsWith('.gserviceaccount.com') && iss === sub ? iss : undefined;
}

function checkIdToken(claims: Claims, { clients, now, wrongAudience }: BearerTerms): Credential {
  const { iss, exp, aud, email } = claims;
  if (!ISSUERS.includes(iss)) return invalid('Invalid bearer token. Invalid JWT issuer.');
  if (!isAhead(exp, now)) return invalid('Invalid bearer token. JWT has expired.');
  if (typeof aud !== 'string' || !clients.includes(aud)) return invalid(wrongAudience(aud));
  if (typeof email !== 'string') return invalid("JWT 'email' claim isn't a string");
  return valid(email, 'ID token');
}

function checkServiceAccountJwt(
  email: string,
  claims: Claims,
  { url, now, wrongAudience }: BearerTerms,
): Credential {
  const { iat, exp, aud } = claims;
  if (!isAhead(exp, now)) return invalid('Invalid bearer token. JWT has expired.');
  if (typeof iat !== 'number' || exp - iat > MAX_LIFETIME_S)
    return invalid('Invalid bearer token. Invalid JWT lifetime.');
  if (typeof aud !== 'string' || !covers(aud, url)) return invalid(wrongAudience(aud));
  return valid(email, 'service account JWT');
}

/** A scheme, a host, and a star at the end of the path. */
const BELOW = /^https?:\/\/[^/*?#]+\/(?:.*\/)?\*$/;

/** An audience is one address exactly, or with a star at the end every address below it. */
function covers(aud: string, url: string): boolean {
  return BELOW.test(aud) ? url.startsWith(aud.slice(0, -1)) : url === aud;
}

function isAhead(exp: unknown, now: number): exp is number {
  return typeof exp === 'number' && exp > now;
}

function valid(email: string, by: CredentialKind): Credential {
  return { kind: 'valid', caller: callerOf(email), by };
}
