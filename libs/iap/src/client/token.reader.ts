import { IapTokenInvalidError } from './iap-client.errors.ts';

/** A token that was looked at. Never logged, never put into an error or onto a request that others can see. */
export interface Token {
  readonly value: string;
  /** The service account that it speaks for. */
  readonly email: string;
  /** Milliseconds since the epoch, by Google's clock. */
  readonly expiresAt: number;
  /** Milliseconds since the epoch from which on it is not sent: it could expire on the way, or by a clock ahead. */
  readonly usableUntil: number;
}

/** Milliseconds: a token with less life left when it comes is not taken. */
const LEAST_LIFE = 5_000;
/** Milliseconds before its end at which a token with a long life is no longer sent. One with a short life: half of it. */
const MARGIN = 30_000;

/** The base64url alphabet only: nothing that could end a header line or start another. */
const JWT = /^[\w-]+\.([\w-]+)\.[\w-]+$/;

/**
 * Looks at a token before it is sent, so that a wrong one is an error here and not a 401 there. The signature is IAP's
 * to check. IAP requires `email` of an ID token: see "Programmatic authentication".
 *
 * @throws {IapTokenInvalidError} with the first flaw found
 */
export function readIdToken(value: unknown, targetAudience: string, now: number): Token {
  return read(value, targetAudience, now, ({ email }) => email);
}

/**
 * The same for a JWT that a service account signed itself, or had signed: it speaks for its `sub`.
 *
 * @throws {IapTokenInvalidError} with the first flaw found
 */
export function readServiceAccountJwt(value: unknown, audience: string, now: number): Token {
  return read(value, audience, now, ({ iss, sub }) => (iss === sub ? sub : undefined));
}

type Claims = Record<string, unknown>;

function read(value: unknown, audience: string, now: number, callerOf: (claims: Claims) => unknown): Token {
  if (typeof value !== 'string') throw new IapTokenInvalidError('not-a-jwt');
  const claims = claimsOf(value);
  const { aud, exp } = claims;
  if (aud !== audience) throw new IapTokenInvalidError('audience');
  if (typeof exp !== 'number') throw new IapTokenInvalidError('exp-missing');
  const expiresAt = exp * 1000;
  const life = expiresAt - now;
  if (life <= LEAST_LIFE) throw new IapTokenInvalidError('expired');
  const email = callerOf(claims);
  if (typeof email !== 'string' || email === '') throw new IapTokenInvalidError('email-missing');
  return {
    value,
    email,
    expiresAt,
    usableUntil: expiresAt - Math.max(LEAST_LIFE, Math.min(MARGIN, life / 2)),
  };
}

function claimsOf(jwt: string): Claims {
  const payload = JWT.exec(jwt)?.[1];
  if (payload === undefined) throw new IapTokenInvalidError('not-a-jwt');
  const claims = parse(Buffer.from(payload, 'base64url').toString());
  if (typeof claims !== 'object' || claims === null) throw new IapTokenInvalidError('not-a-jwt');
  return { ...claims };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined; // The parser's message quotes the payload: it goes no further.
  }
}
