import type { FaultValue } from '../faults/faults.table.ts';
import { signJwt } from '../keys/jwt.signer.ts';
import type { Claims } from '../keys/jwt.signer.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import { hostedDomainOf } from '../policy/caller.ts';
import type { Caller } from '../policy/caller.ts';

export const ASSERTION_HEADER = 'x-goog-iap-jwt-assertion';
const ISSUER = 'https://cloud.google.com/iap';
const LIFETIME_S = 600;

export interface AssertionTerms {
  readonly audience: string;
  /** Seconds since the epoch. */
  readonly now: number;
  /** Seconds that `iat` lies in the past. */
  readonly backdate: number;
}

/** The claims that IAP signs; without `sub` and `email` when nobody is signed in. */
export function assertionClaims(
  caller: Caller | undefined,
  { audience, now, backdate }: AssertionTerms,
): Claims {
  return {
    aud: audience,
    azp: audience,
    email: caller?.email,
    exp: now + LIFETIME_S,
    hd: caller && hostedDomainOf(caller),
    iat: now - backdate,
    identity_source: 'GOOGLE',
    iss: ISSUER,
    sub: caller && `accounts.google.com:${caller.subject}`,
  };
}

/** The values of `iap-secure-token-test-type`: each makes the assertion wrong in one way, NOT_SET in none. */
const FLAWS: Readonly<Record<string, (claims: Claims, now: number) => Claims>> = {
  NOT_SET: (claims) => claims,
  FUTURE_ISSUE: (claims, now) => ({ ...claims, iat: now + LIFETIME_S, exp: now + 2 * LIFETIME_S }),
  PAST_EXPIRATION: (claims, now) => ({ ...claims, iat: now - 2 * LIFETIME_S, exp: now - LIFETIME_S }),
  ISSUER: (claims) => ({ ...claims, iss: 'https://cloud.google.com/not-iap' }),
  AUDIENCE: (claims) => ({
    ...claims,
    aud: '/projects/0/apps/not-this-app',
    azp: '/projects/0/apps/not-this-app',
  }),
  SIGNATURE: (claims) => claims,
};

export function isTestType(type: string): boolean {
  return Object.hasOwn(FLAWS, type);
}

/** What a fault of the assertion makes wrong, in the words of SECURE_TOKEN_TEST. */
const FAULTS = {
  expired: 'PAST_EXPIRATION',
  'issued-in-future': 'FUTURE_ISSUE',
  'wrong-audience': 'AUDIENCE',
  'wrong-issuer': 'ISSUER',
  'bad-signature': 'SIGNATURE',
} as const satisfies Partial<Record<FaultValue<'assertion'>, string>>;

/** A way in which an assertion can be wrong. */
export type Flaw = keyof typeof FAULTS;

/** @throws {RangeError} with the ways that there are */
export function flawOf(text: string): Flaw {
  if (Object.hasOwn(FAULTS, text)) return text as Flaw;
  throw new RangeError(`An assertion can be ${Object.keys(FAULTS).join(' or ')}, not "${text}".`);
}

export function testTypeFor(flaw: Flaw): string {
  return FAULTS[flaw];
}

/** The signed assertion, flawed in the way that a SECURE_TOKEN_TEST asks for. */
export function signAssertion(keys: KeyRing, claims: Claims, now: number, testType = 'NOT_SET'): string {
  const flawed = FLAWS[testType]?.(claims, now) ?? claims;
  return signJwt(testType === 'SIGNATURE' ? keys.impostor : keys.iap, flawed);
}

/** The headers by which the app learns who calls. Only the assertion proves anything. */
export function identityHeaders(caller: Caller | undefined, assertion: string | undefined): string[] {
  const named = caller
    ? [
        ['X-Goog-Authenticated-User-Email', `accounts.google.com:${caller.email}`],
        ['X-Goog-Authenticated-User-ID', `accounts.google.com:${caller.subject}`],
      ]
    : [];
  const signed = assertion === undefined ? [] : [[ASSERTION_HEADER, assertion]];
  return [...named, ...signed].flat();
}
