import type { KeyObject } from 'node:crypto';
import { assertIapClaims, type ClaimRules } from './claims.rules.ts';
import { type CompactJws, parseCompactJws } from './compact-jws.parser.ts';
import { isEs256Signature } from './es256.signature.ts';
import type { IapKeyStore } from './iap-key.store.ts';
import type { IapJwtPayload } from './iap-jwt.payload.ts';
import { IapJwtInvalidError } from './iap-server.errors.ts';
import type { IapClock } from './iap.clock.ts';
import { isAnonymous } from './identity.rules.ts';
import { parseJsonObject } from './json-object.parser.ts';

/**
 * Verifies IAP's assertion: string in, payload out. Knows JOSE and IAP's claims; knows no HTTP and no caller.
 * Cheap checks come first, so that only an assertion with perfect claims costs a key lookup or a signature check.
 */
export class IapJwtVerifier {
  constructor(
    private readonly rules: ClaimRules,
    private readonly keys: IapKeyStore,
    private readonly now: IapClock,
  ) {}

  /**
   * An assertion that names nobody is refused, unless asked for: passing is then no sign of an identity.
   * @param assertion the value of the `x-goog-iap-jwt-assertion` header
   * @throws {@link IapJwtInvalidError} when it does not vouch for anybody; `reason` names the first check that failed
   * @throws {@link IapKeysUnavailableError} when IAP's keys cannot be had, so that it cannot be judged now
   */
  async verify(assertion: string, { allowAnonymous = false } = {}): Promise<IapJwtPayload> {
    const jws = parseCompactJws(assertion);
    const payload = this.payloadOf(jws);
    const key = this.keys.fresh(jws.kid) ?? (await this.keys.find(jws.kid));
    assertSigned(jws, key);
    if (!allowAnonymous && isAnonymous(payload)) throw new IapJwtInvalidError('sub-missing');
    return payload;
  }

  private payloadOf(jws: CompactJws): IapJwtPayload {
    const claims = parseJsonObject(jws.payload);
    if (typeof claims === 'string') throw new IapJwtInvalidError(`payload-${claims}`);
    return assertIapClaims(claims, this.rules, Math.floor(this.now() / 1000));
  }
}

function assertSigned(jws: CompactJws, key: KeyObject): void {
  if (!isEs256Signature(jws.signed, jws.signature, key)) throw new IapJwtInvalidError('signature');
}
