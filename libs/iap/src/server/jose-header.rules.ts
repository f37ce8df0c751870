import { IapJwtInvalidError } from './iap-server.errors.ts';
import type { JsonObject } from './json-object.parser.ts';

/** The one algorithm IAP signs with. Never taken from the assertion. Source: IAP, "Securing your app with signed headers". */
const ALGORITHM = 'ES256';

/** Members that offer a key of the sender's choice (RFC 7515, sections 4.1.2, 4.1.3, 4.1.5, 4.1.6). */
const EMBEDDED_KEYS = ['jwk', 'jku', 'x5u', 'x5c'] as const;

/** IAP's key ids have 6 characters of base64url. The longer bound leaves room, and keeps noise away from the network. */
const KID = /^[\w-]{1,64}$/;

/**
 * Judges the protected header before any key is looked up.
 * @throws {@link IapJwtInvalidError} naming the first member that IAP would not have written
 */
export function assertIapHeader(header: JsonObject): { readonly kid: string } {
  if (header.alg !== ALGORITHM) throw new IapJwtInvalidError('alg');
  if ('crit' in header) throw new IapJwtInvalidError('crit');
  if ('b64' in header) throw new IapJwtInvalidError('b64');
  if (EMBEDDED_KEYS.some((name) => name in header)) throw new IapJwtInvalidError('embedded-key');
  const { kid } = header;
  if (kid === undefined) throw new IapJwtInvalidError('kid-missing');
  if (typeof kid !== 'string' || !KID.test(kid)) throw new IapJwtInvalidError('kid-shape');
  return { kid };
}
