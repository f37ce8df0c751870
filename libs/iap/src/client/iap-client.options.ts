import type { CreateAxiosDefaults } from 'axios';

import type { IapCredentials } from './credentials.option.ts';
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
   * The token goes to this origin and to no other.
   */
  baseURL: string;
  /**
   * The OAuth client id that IAP signs people in with, e.g. `123-abc.apps.googleusercontent.com`. Short for
   * `credentials: { type: 'id-token', targetAudience }`; one of the two is required.
   */
  targetAudience?: string;
  /** How this process proves to IAP who it is, where that is not an ID token of its own service account. */
  credentials?: IapCredentials;
  /**
   * How many times a call is sent again that IAP itself turned away for want of capacity (429, 503): calls with an
   * idempotent method and a body that can be sent again, after the time that IAP names or ever longer, 10 s in all at most.
   * @default 2
   */
  retries?: number;
  /**
   * Header that carries the token. `proxy-authorization` leaves `authorization` to the app: IAP passes it on.
   * @default 'authorization'
   */
  credentialHeader?: CredentialHeader;
  /**
   * Fetch the first token right after the start, in the background, and not with the first call.
   * @default false
   */
  warmUp?: boolean;
}

/** What it takes to call one upstream behind IAP without Axios. */
export type IapUpstreamOptions = Pick<
  IapClientModuleOptions,
  'baseURL' | 'targetAudience' | 'credentials' | 'credentialHeader' | 'retries'
>;

/** The credentials that the options ask for, in the long form. */
export function credentialsOf(options: IapUpstreamOptions): IapCredentials {
  return options.credentials ?? { type: 'id-token', targetAudience: options.targetAudience ?? '' };
}
