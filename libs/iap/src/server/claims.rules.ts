import { IAP_ISSUER } from '../iap.constants.ts';
import type { IapJwtPayload } from './iap-jwt.payload.ts';
import { IapJwtInvalidError } from './iap-server.errors.ts';
import { assertIdentityClaims } from './identity.rules.ts';
import type { JsonObject } from './json-object.parser.ts';

export interface ClaimRules {
  /** Accepted values of `aud`, compared whole. */
  readonly audiences: ReadonlySet<string>;
  /** Seconds by which IAP's clock and ours may differ. */
  readonly clockSkewSeconds: number;
}

/** "10 minutes + 2 * skew" is the longest life of an assertion. Source: IAP, "Securing your app with signed headers". */
const MAX_LIFETIME_SECONDS = 600;

/**
 * Judges the claims of an assertion against the rules that IAP documents.
 * @param now seconds since the epoch
 * @throws {@link IapJwtInvalidError} naming the first rule that is broken
 */
export function assertIapClaims(claims: JsonObject, rules: ClaimRules, now: number): IapJwtPayload {
  const { iss, aud } = claims;
  if (iss !== IAP_ISSUER) throw new IapJwtInvalidError('issuer');
  if (typeof aud !== 'string' || !rules.audiences.has(aud)) throw new IapJwtInvalidError('audience');
  assertIapTimes(claims, rules, now);
  assertIdentityClaims(claims);
  return claims as IapJwtPayload;
}

/** The part of {@link assertIapClaims} that can turn out otherwise later. */
export function assertIapTimes(
  { exp, iat, nbf }: JsonObject,
  { clockSkewSeconds: skew }: ClaimRules,
  now: number,
): void {
  if (!isTime(exp)) throw new IapJwtInvalidError('exp-missing');
  if (!isTime(iat)) throw new IapJwtInvalidError('iat-missing');
  if (exp <= now - skew) throw new IapJwtInvalidError('expired');
  if (iat > now + skew) throw new IapJwtInvalidError('issued-in-future');
  if (exp <= iat || exp - iat > MAX_LIFETIME_SECONDS + 2 * skew) throw new IapJwtInvalidError('lifetime');
  if (nbf !== undefined && (!isTime(nbf) || nbf > now + skew)) throw new IapJwtInvalidError('not-yet-valid');
}

/** JSON can write numbers beyond what a double holds: `1e999` parses to Infinity, which no comparison would ever refuse. */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
