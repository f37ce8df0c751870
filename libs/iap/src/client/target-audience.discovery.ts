import { IAP_GENERATED_RESPONSE_HEADER } from '../iap.constants.ts';
import { IapConfigError } from '../iap.errors.ts';
import { baseUrlFaults } from './base-url.check.ts';

/** Milliseconds. */
const TIMEOUT = 5_000;

/** What IAP's redirect to its sign-in page says. */
export interface DiscoveredAudience {
  /** The OAuth client id that IAP signs people in with: what `targetAudience` wants. */
  readonly targetAudience: string;
  /** Where it was found, in one sentence for a log. */
  readonly found: string;
}

/**
 * Finds the OAuth client id of an upstream by asking for its page as a browser without a session: IAP's redirect names
 * it. A tool for setting up, not for calls: it goes to the upstream each time, and never sends a credential. That the id
 * is known does not mean that IAP takes ID tokens for it: a Google-managed client refuses them by default.
 *
 * @throws {IapConfigError} if the upstream does not redirect to a sign-in page
 */
export async function discoverTargetAudience(baseURL: string): Promise<DiscoveredAudience> {
  const faults = baseUrlFaults(baseURL);
  if (faults.length > 0) throw new IapConfigError(`discoverTargetAudience: ${faults.join(' ')}`);
  const { status, headers } = await fetch(baseURL, {
    headers: { accept: 'text/html' },
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT),
  });
  const page = URL.parse(headers.get('location') ?? '', baseURL);
  const isByIap = headers.has(IAP_GENERATED_RESPONSE_HEADER);
  const isSignIn = isByIap || page?.hostname === 'accounts.google.com';
  const targetAudience = page?.searchParams.get('client_id');
  if (isSignIn && targetAudience?.endsWith('.apps.googleusercontent.com')) {
    const found = `${new URL(baseURL).origin} redirects (${status}) to sign in with the OAuth client ${targetAudience}`;
    return { targetAudience, found };
  }
  const who = isByIap ? 'IAP' : 'no IAP';
  throw new IapConfigError(
    `${new URL(baseURL).origin} answered ${status} by ${who}, and not with a redirect to the sign-in page: is IAP on ` +
      '(gcloud iap web enable --resource-type=app-engine), and is the page closed to allUsers?',
  );
}
