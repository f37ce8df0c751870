import { IAP_GENERATED_RESPONSE_HEADER } from '../iap.constants.ts';
import type { IapError } from '../iap.errors.ts';
import { IapRefusedError, IapSignInRequiredError, type IapRefusalReason } from './iap-client.errors.ts';
import { refusalHint, signInHint, type Call } from './iap-hints.ts';

/** IAP's own sentences, which stand alone in the body. Only the reason leaves this file: some quote the token. */
const SENTENCES: readonly (readonly [RegExp, IapRefusalReason])[] = [
  [/audience/i, 'audience'],
  [/expired/i, 'expired'],
  [/'email' claim/i, 'email'],
  [/signature/i, 'signature'],
  [/empty token/i, 'no-credential'],
  [/parse JWT|decode failed/i, 'malformed'],
];

/** As much of an answer as tells who gave it. Header names are in lower case. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** The body, if it has been read. */
  readonly data?: unknown;
}

/** Whether IAP itself gave an answer. Source of the marker: IAP, "Query parameters and headers". */
export function isByIap(answer: Answer): boolean {
  return header(answer, IAP_GENERATED_RESPONSE_HEADER) !== undefined;
}

/** The error that an answer stands for if IAP gave it; nothing if the app did. */
export function iapErrorOf(response: Answer, call: Call): IapError | undefined {
  const { status } = response;
  const byIap = isByIap(response);
  const redirect = status >= 300 && status < 400;
  // A sign-in page is never an answer of an API, even where something on the way dropped the marker.
  if (redirect && (byIap || leadsToSignIn(header(response, 'location')))) {
    return new IapSignInRequiredError(call.origin, status, signInHint(call));
  }
  if (!byIap || status < 400) return undefined;
  const reason = reasonOf(response);
  return new IapRefusedError(call.origin, status, reason, refusalHint(reason, call), retryAfterOf(response));
}

function reasonOf({ status, data }: Answer): IapRefusalReason {
  if (status === 403) return 'role';
  if (status === 429) return 'quota';
  if (status === 503) return 'unavailable';
  const text = typeof data === 'string' ? data : Buffer.isBuffer(data) ? data.toString('latin1') : '';
  return SENTENCES.find(([sentence]) => sentence.test(text))?.[1] ?? 'other';
}

/** Milliseconds. Source: RFC 9110, 10.2.3: a number of seconds, or a date. */
function retryAfterOf(response: Answer): number | undefined {
  const value = header(response, 'retry-after');
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

function leadsToSignIn(location: string | undefined): boolean {
  return location !== undefined && URL.parse(location)?.hostname === 'accounts.google.com';
}

function header(answer: Answer, name: string): string | undefined {
  const value = answer.headers[name];
  return typeof value === 'string' ? value : undefined;
}
