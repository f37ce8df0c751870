/** Why an assertion does not vouch for anybody: the first check that failed. Answered with 401. */
export const IAP_JWT_REJECT_REASONS = [
  'context-unsupported',
  'assertion-missing',
  'assertion-repeated',
  'assertion-empty',
  'assertion-too-long',
  'not-compact-jws',
  'header-not-json',
  'header-duplicate-member',
  'alg',
  'crit',
  'b64',
  'embedded-key',
  'kid-missing',
  'kid-shape',
  'payload-not-json',
  'payload-duplicate-member',
  'issuer',
  'audience',
  'exp-missing',
  'iat-missing',
  'expired',
  'issued-in-future',
  'lifetime',
  'not-yet-valid',
  'sub-missing',
  'sub-shape',
  'email-missing',
  'email-shape',
  'key-unknown',
  'key-unusable',
  'signature-length',
  'signature',
] as const;

/** Why a caller for whom IAP vouches is not let in. Answered with 403. */
export const IAP_CALLER_REJECT_REASONS = [
  'caller-not-allowed',
  'caller-not-allowed-here',
  'hosted-domain',
  'access-level',
] as const;

/** Why nothing can be said now. Answered with 503; `internal`, a fault of this library, is passed on as it is. */
export const IAP_UNAVAILABLE_REASONS = ['keys-unavailable', 'internal'] as const;

/** Every reason is a word of this closed list: safe to count, to alert on and to switch on. */
export type IapJwtRejectReason = (typeof IAP_JWT_REJECT_REASONS)[number];
export type IapCallerRejectReason = (typeof IAP_CALLER_REJECT_REASONS)[number];
export type IapUnavailableReason = (typeof IAP_UNAVAILABLE_REASONS)[number];
export type IapRejectReason = IapJwtRejectReason | IapCallerRejectReason | IapUnavailableReason;
