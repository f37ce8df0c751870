/** What one fault is, where it can be confined to, and which values it takes. */
export interface FaultKind {
  readonly says: string;
  /** `service`: for one service or for all of them. `emulator`: there is only one of what it breaks. */
  readonly scope: 'service' | 'emulator';
  /** Words, or the first and the last of a range of whole numbers. */
  readonly takes: readonly string[] | { readonly from: number; readonly to: number };
}

/** Every fault by its name, as `iap-emulator faults set NAME=VALUE` takes it. */
export const faults = {
  metadata: {
    says: 'The metadata server breaks connections off (at once, or amid the answer), answers with an error status, or gives ID tokens that are wrong in one way',
    scope: 'service',
    takes: [
      'down',
      'cut-off',
      'not-found',
      'throttled',
      'broken',
      'unavailable',
      'no-flavor',
      'not-a-jwt',
      'expired',
      'wrong-audience',
      'wrong-issuer',
      'other-account',
      'no-email',
    ],
  },
  metadata_latency_ms: {
    says: 'The metadata server answers that much later',
    scope: 'service',
    takes: { from: 1, to: 600_000 },
  },
  id_token_life_seconds: {
    says: 'ID tokens of the metadata server expire that soon, and not after an hour',
    scope: 'service',
    takes: { from: 1, to: 3_600 },
  },
  keys: {
    says: 'The key addresses break connections off, answer 503, or stand still while keys rotate',
    scope: 'emulator',
    takes: ['down', 'unavailable', 'stale'],
  },
  policy: {
    says: 'The policy of the service is empty: nobody may pass',
    scope: 'service',
    takes: ['revoked'],
  },
  assertion: {
    says: 'The assertion is wrong in one way, or missing while the unsigned headers stay',
    scope: 'service',
    takes: ['expired', 'issued-in-future', 'wrong-audience', 'wrong-issuer', 'bad-signature', 'missing'],
  },
  clock_skew_seconds: {
    says: 'IAP’s clock is ahead (or behind, below 0), when it judges a token and when it signs an assertion',
    scope: 'service',
    takes: { from: -86_400, to: 86_400 },
  },
  latency_ms: {
    says: 'The front answers that much later',
    scope: 'service',
    takes: { from: 1, to: 600_000 },
  },
  quota: {
    says: 'IAP answers 429, as it does beyond 360,000 requests a minute',
    scope: 'service',
    takes: ['exceeded'],
  },
} as const satisfies Record<string, FaultKind>;

export type FaultName = keyof typeof faults;

/** What a fault may be set to. */
export type FaultValue<N extends FaultName> = (typeof faults)[N]['takes'] extends readonly (infer W)[]
  ? W
  : number;
