import type { JsonObject } from './json-object.parser.ts';

/** Who knows the caller. Only Google's own accounts are named by their address; another provider may know anybody by any. */
export type IdentitySource = 'google' | 'workforce' | 'identityPlatform';

/** What Google's own accounts have in `sub`, with or without the issuer in front. */
const GOOGLE_SUBJECT = /^(?:accounts\.google\.com:)?[^:/]+$/;

/** What is not plainly Google's is another's: a word that IAP may add one day can take rights away and never give any. */
export function identitySourceOf(claims: JsonObject): IdentitySource {
  const { sub, gcip, identity_source: source, workforce_identity: workforce } = claims;
  if (gcip !== undefined) return 'identityPlatform';
  if (workforce !== undefined || (source !== undefined && source !== 'GOOGLE')) return 'workforce';
  return sub === undefined || (typeof sub === 'string' && GOOGLE_SUBJECT.test(sub)) ? 'google' : 'workforce';
}
