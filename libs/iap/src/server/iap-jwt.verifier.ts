import type { KeyObject } from 'node:crypto';
import { assertIapClaims, assertIapTimes, type ClaimRules } from './claims.rules.ts';
import { type CompactJws, jsonObjectIn, parseCompactJws } from './compact-jws.parser.ts';
import { isEs256Signature } from './es256.signature.ts';
import type { IapKeyStore } from './iap-key.store.ts';
import type { IapJwtPayload } from './iap-jwt.payload.ts';
import { IapJwtInvalidError } from './iap-server.errors.ts';
import type { IapClock } from './iap.clock.ts';
import { isAnonymous } from './identity.rules.ts';
import { VerifiedAssertions } from './verified.assertions.ts';

export interface VerifyOptions {
  /** Whether an assertion that names nobody passes; passing is then no sign of an identity. Default false. */
  readonly allowAnonymous?: boolean;
}

/**
 * Verifies IAP's assertion: string in, payload out. Knows JOSE and IAP's claims; knows no HTTP and no caller.
 * Cheap checks come first, so that only an assertion with perfect claims costs a key lookup or a signature check.
 */
export class IapJwtVerifier {
  private readonly verified = new VerifiedAssertions();

  constructor(
    private readonly rules: ClaimRules,
    private readonly keys: IapKeyStore,
    private readonly now: IapClock,
  ) {}

  /**
   * @param assertion the value of the `x-goog-iap-jwt-assertion` header
   * @throws {@link IapJwtInvalidError} when it does not vouch for anybody; `reason` names the first check that failed
   * @throws {@link IapKeysUnavailableError} when IAP's keys cannot be had, so that it cannot be judged now
   */
  async verify(assertion: string, options: VerifyOptions = {}): Promise<IapJwtPayload> {
    return this.recall(assertion, options) ?? this.judge(assertion, options);
  }

  /**
   * As {@link verify}, for a caller that need not wait: a promise only where the network is asked for the key.
   * @throws what {@link verify} rejects with
   */
  judge(assertion: string, options: VerifyOptions = {}): IapJwtPayload | Promise<IapJwtPayload> {
    const jws = parseCompactJws(assertion);
    const payload = assertIapClaims(jsonObjectIn(jws.payload, 'payload'), this.rules, this.seconds());
    assertNamed(payload, options);
    const key = this.keys.fresh(jws.kid);
    if (key !== undefined) return this.signed(assertion, jws, payload, key);
    return this.keys.find(jws.kid).then((found) => this.signed(assertion, jws, payload, found));
  }

  /**
   * The payload of an assertion that was verified before, undefined for any other. Time passes and keys retire: what can
   * have changed since the signature was checked is judged again.
   * @throws {@link IapJwtInvalidError} when it does not hold any more
   */
  recall(assertion: string, options: VerifyOptions = {}): IapJwtPayload | undefined {
    const verified = this.verified.get(assertion);
    if (verified === undefined) return undefined;
    if (this.keys.fresh(verified.kid) !== verified.key) {
      this.verified.delete(assertion);
      return undefined;
    }
    try {
      assertIapTimes(verified.payload, this.rules, this.seconds());
    } catch (error) {
      this.verified.delete(assertion);
      throw error;
    }
    assertNamed(verified.payload, options);
    return verified.payload;
  }

  private signed(assertion: string, jws: CompactJws, payload: IapJwtPayload, key: KeyObject): IapJwtPayload {
    if (!isEs256Signature(jws.signed, jws.signature, key)) throw new IapJwtInvalidError('signature');
    this.verified.add(assertion, payload, jws.kid, key);
    return payload;
  }

  private seconds(): number {
    return Math.floor(this.now() / 1000);
  }
}

function assertNamed(payload: IapJwtPayload, { allowAnonymous = false }: VerifyOptions): void {
  if (!allowAnonymous && isAnonymous(payload)) throw new IapJwtInvalidError('sub-missing');
}
