import type { CreateAxiosDefaults } from 'axios';

import type { CredentialHeader } from './token.carrier.ts';

/** Settings of Axios that would let the ID token go elsewhere. They are fixed, for the module and for each request. */
export const FIXED_SETTINGS = [
  'adapter',
  'auth',
  'beforeRedirect',
  'httpVersion',
  'maxRedirects',
  'proxy',
  'socketPath',
  'transport',
] as const;

/** One upstream behind IAP. What is not named here goes to Axios as it is: `timeout`, `headers`, `httpsAgent` and so on. */
export interface IapClientModuleOptions extends Omit<
  CreateAxiosDefaults,
  'baseURL' | (typeof FIXED_SETTINGS)[number]
> {
  /**
   * Where the upstream is, as IAP shows it. https, or http on loopback; no user info, query or fragment.
   * The ID token goes to this origin and to no other.
   */
  baseURL: string;
  /** The OAuth client id that IAP signs people in with, e.g. `123-abc.apps.googleusercontent.com`. */
  targetAudience: string;
  /**
   * Header that carries the ID token. `proxy-authorization` leaves `authorization` to the app: IAP passes it on.
   * @default 'authorization'
   */
  credentialHeader?: CredentialHeader;
  /**
   * Fetch the first token right after the start, in the background, and not with the first call.
   * @default false
   */
  warmUp?: boolean;
}
