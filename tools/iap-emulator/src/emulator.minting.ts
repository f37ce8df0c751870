import type { EmulatorContext } from './emulator.context.ts';
import { assertionClaims, signAssertion, testTypeFor } from './front/assertion.ts';
import type { Flaw } from './front/assertion.ts';
import { audienceOf } from './manifest/manifest.ts';
import { signIdToken, signServiceAccountJwt } from './metadata/id-token.ts';
import { callerOf } from './policy/caller.ts';

/** Signs for anybody. */
export interface MintingVerbs {
  /** An ID token of any account for an OAuth client; for a call, `Authorization: Bearer` it. */
  idToken(email: string, audience: string): Promise<string>;
  /** A JWT that a service account signs for itself; `audience` is an address, or ends in `/*`. */
  serviceAccountJwt(email: string, audience: string): Promise<string>;
  /** What IAP adds to a request of this account, for a call past IAP; of nobody when `email` is left out. */
  assertion(email?: string, options?: { readonly flaw?: Flaw }): Promise<string>;
}

export function mintingVerbs(context: EmulatorContext): MintingVerbs {
  const { keys } = context;
  const seconds = (): number => Math.floor(context.now() / 1000);
  return {
    idToken: async (email, audience) =>
      signIdToken(await keys.google(), callerOf(email), { audience, now: seconds(), withEmail: true }),
    serviceAccountJwt: async (email, audience) =>
      signServiceAccountJwt(await keys.serviceAccount(email), email, audience, seconds()),
    assertion: (email, { flaw } = {}) => {
      const terms = { audience: audienceOf(context.manifest), now: seconds(), backdate: 0 };
      const claims = assertionClaims(email === undefined ? undefined : callerOf(email), terms);
      return Promise.resolve(signAssertion(keys, claims, terms.now, flaw && testTypeFor(flaw)));
    },
  };
}
