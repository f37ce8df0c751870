import { IapTokenInvalidError } from './iap-client.errors.ts';

/** Milliseconds. A token with less life left is not sent: it could expire on the way, or by a clock that is ahead. */
export const LEAST_LIFE = 30_000;

/** An ID token that was looked at. Never logged, never put into an error or onto a request that others can see. */
export interface IdToken {
  readonly value: string;
  /** The service account that it speaks for. */
  readonly email: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** The base64url alphabet only: nothing that could end a header line or start another. */
const JWT = /^[\w-]+\.([\w-]+)\.[\w-]+$/;

/**
 * Looks at a token before it is sent, so that a wrong one is an error here and not a 401 there. The signature is IAP's
 * to check. IAP requires `email`: see "Programmatic authentication".
 *
 * @throws {IapTokenInvalidError} with the first flaw found
 */
export function readIdToken(value: unknown, targetAudience: string, now: number): IdToken {
  if (typeof value !== 'string') throw new IapTokenInvalidError('not-a-jwt');
  const { aud, exp, email } = claimsOf(value);
  if (aud !== targetAudience) throw new IapTokenInvalidError('audience');
  if (typeof exp !== 'number') throw new IapTokenInvalidError('exp-missing');
  if (exp * 1000 - now <= LEAST_LIFE) throw new IapTokenInvalidError('expired');
  if (typeof email !== 'string' || email === '') throw new IapTokenInvalidError('email-missing');
  return { value, email, expiresAt: exp * 1000 };
}

function claimsOf(jwt: string): Record<string, unknown> {
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
