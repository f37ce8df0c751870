import { IapConfigError } from '../iap.errors.ts';
import { FIXED_SETTINGS, type IapClientModuleOptions } from './iap-client.options.ts';
import { isLoopback } from './upstream.ts';

const OAUTH_CLIENT_ID = /^[\w-]+\.apps\.googleusercontent\.com$/;
const FIND_CLIENT_ID = "gcloud app describe --format='value(iap.oauth2ClientId)'";

/**
 * Names all faults of the options at once.
 *
 * @throws {IapConfigError}
 */
export function assertClientOptions(options: IapClientModuleOptions): void {
  const faults = [
    ...baseUrlFaults(options.baseURL),
    ...targetAudienceFaults(options.targetAudience),
    ...credentialHeaderFaults(options),
    ...fixedSettingFaults(options),
  ];
  if (faults.length > 0) {
    throw new IapConfigError(`IapClientModule: ${faults.join(' ')}`);
  }
}

function baseUrlFaults(baseURL: unknown): string[] {
  const example = 'e.g. https://api-dot-PROJECT.ew.r.appspot.com';
  if (typeof baseURL !== 'string' || baseURL === '')
    return [`baseURL is missing: set the upstream's URL, ${example}.`];
  const url = URL.parse(baseURL);
  if (!url || !/^https?:\/\//i.test(baseURL) || baseURL !== baseURL.trim()) {
    return [`baseURL is no http(s) URL: set the upstream's URL, ${example}.`];
  }
  const faults: string[] = [];
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    faults.push(
      'baseURL must be https: an ID token crosses no network in clear (http is for loopback only).',
    );
  }
  if (url.username || url.password) faults.push('baseURL must not carry a user name or a password.');
  if (/[?#]/.test(baseURL)) faults.push('baseURL must not have a query or a fragment.');
  if (baseURL.includes('\\')) faults.push('baseURL must not have a backslash.');
  return faults;
}

function targetAudienceFaults(audience: unknown): string[] {
  const wanted = `set the OAuth client id that IAP signs people in with (${FIND_CLIENT_ID}).`;
  if (typeof audience !== 'string' || audience === '') return [`targetAudience is missing: ${wanted}`];
  if (OAUTH_CLIENT_ID.test(audience)) return [];
  if (/^https?:/i.test(audience))
    return [`targetAudience is a URL, which is the audience of another credential: ${wanted}`];
  if (audience.startsWith('/projects/')) {
    return [`targetAudience is the audience of IAP's assertion, which is for the server to check: ${wanted}`];
  }
  return [`targetAudience is no OAuth client id (*.apps.googleusercontent.com): ${wanted}`];
}

function credentialHeaderFaults({
  credentialHeader = 'authorization',
  headers,
}: IapClientModuleOptions): string[] {
  if (!['authorization', 'proxy-authorization'].includes(credentialHeader)) {
    return ["credentialHeader must be 'authorization' or 'proxy-authorization'."];
  }
  const sets: unknown[] = [headers, ...(Object.values(headers ?? {}) as unknown[])];
  const taken = sets.some((set) => setsHeader(set, credentialHeader));
  return taken
    ? [`headers must not set ${credentialHeader}: it carries the ID token. ${wayOut(credentialHeader)}`]
    : [];
}

/** Also for the sets that Axios keeps per method: `headers.common`, `headers.post` and so on. */
function setsHeader(set: unknown, name: string): boolean {
  if (typeof set !== 'object' || set === null) return false;
  return Object.entries(set).some(([key, value]) => key.toLowerCase() === name && Boolean(value));
}

function fixedSettingFaults(options: IapClientModuleOptions): string[] {
  return FIXED_SETTINGS.filter((name) => Reflect.get(options, name) !== undefined).map(
    (name) => `${name} cannot be set: it is fixed, so that the ID token goes to baseURL only.`,
  );
}

/** What to write when the app needs the header for itself. */
export function wayOut(credentialHeader: string): string {
  return credentialHeader === 'authorization'
    ? "With credentialHeader: 'proxy-authorization' IAP passes the app's own authorization on."
    : 'Leave it out.';
}
