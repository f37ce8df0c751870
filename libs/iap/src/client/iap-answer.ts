import type { AxiosResponse } from 'axios';

import { IAP_GENERATED_RESPONSE_HEADER } from '../iap.constants.ts';
import type { IapError } from '../iap.errors.ts';
import { IapRefusedError, IapSignInRequiredError, type IapRefusalReason } from './iap-client.errors.ts';
import { refusalHint, signInHint, type Call } from './iap-hints.ts';

/** IAP's own sentences, which stand alone in the body. Only the reason leaves this file: some quote the token. */
const SENTENCES: readonly (readonly [RegExp, IapRefusalReason])[] = [
  [/audience/i, 'audience'],
  [/'email' claim/i, 'email'],
  [/signature/i, 'signature'],
  [/empty token/i, 'no-credential'],
  [/parse JWT|decode failed/i, 'malformed'],
];

/** The error that an answer stands for if IAP gave it; nothing if the app did. Source of the marker: IAP, "Query parameters and headers". */
export function iapErrorOf(response: AxiosResponse<unknown>, call: Call): IapError | undefined {
  const { status } = response;
  const byIap = header(response, IAP_GENERATED_RESPONSE_HEADER) !== undefined;
  const redirect = status >= 300 && status < 400;
  // A sign-in page is never an answer of an API, even where something on the way dropped the marker.
  if (redirect && (byIap || leadsToSignIn(header(response, 'location')))) {
    return new IapSignInRequiredError(call.origin, status, signInHint(call));
  }
  if (!byIap || status < 400) return undefined;
  const reason = reasonOf(response);
  return new IapRefusedError(call.origin, status, reason, refusalHint(reason, call));
}

/** Whether IAP would take the same call with another token. */
export function isAboutToken(error: unknown): boolean {
  return error instanceof IapRefusedError && error.status === 401;
}

function reasonOf({ status, data }: AxiosResponse<unknown>): IapRefusalReason {
  if (status === 403) return 'role';
  if (status === 429) return 'quota';
  const text = typeof data === 'string' ? data : Buffer.isBuffer(data) ? data.toString('latin1') : '';
  return SENTENCES.find(([sentence]) => sentence.test(text))?.[1] ?? 'other';
}

function leadsToSignIn(location: string | undefined): boolean {
  return location !== undefined && URL.parse(location)?.hostname === 'accounts.google.com';
}

function header(response: AxiosResponse<unknown>, name: string): string | undefined {
  const value: unknown = response.headers[name];
  return typeof value === 'string' ? value : undefined;
}
