import { isEmail } from './email.rule.ts';
import { IapJwtInvalidError } from './iap-server.errors.ts';
import { identitySourceOf } from './identity.source.ts';
import type { JsonObject } from './json-object.parser.ts';

/** Printable ASCII without blanks. Every `sub` that IAP is known to write has this shape. */
const SUBJECT = /^[!-~]{1,255}$/;

/**
 * Judges `sub` and `email`. An assertion without either is IAP's way of passing on somebody it did not ask; with one
 * alone it is nobody's, but for Identity Platform's users, whom `gcip` names, and workforce identities without an address.
 * @throws {@link IapJwtInvalidError} naming the first rule that is broken
 */
export function assertIdentityClaims(claims: JsonObject): void {
  const { sub, email } = claims;
  const source = identitySourceOf(claims);
  if (sub !== undefined && (typeof sub !== 'string' || !SUBJECT.test(sub)))
    throw new IapJwtInvalidError('sub-shape');
  if (source === 'identityPlatform') return;
  if (sub === undefined && (email !== undefined || source === 'workforce'))
    throw new IapJwtInvalidError('sub-missing');
  if (email === undefined) {
    if (sub !== undefined && source === 'google') throw new IapJwtInvalidError('email-missing');
  } else if (typeof email !== 'string' || !isEmail(email)) throw new IapJwtInvalidError('email-shape');
}

/** Whether the claims name nobody. */
export function isAnonymous({ sub, gcip }: JsonObject): boolean {
  return sub === undefined && gcip === undefined;
}
