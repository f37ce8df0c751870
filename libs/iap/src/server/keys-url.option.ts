import type { ReportFault } from './iap-server.settings.ts';

/** IAP's public keys as a JWK set. Source: IAP, "Securing your app with signed headers". */
export const IAP_KEYS_URL = 'https://www.gstatic.com/iap/verify/public_key-jwk';

const LOOPBACK_HOSTS: readonly string[] = ['127.0.0.1', '[::1]', 'localhost'];

/** The faults never repeat the address: it may hold a password, which is one of the faults. */
export function keysUrlOf(given: unknown, report: ReportFault): URL {
  if (given === undefined) return new URL(IAP_KEYS_URL);
  const url = typeof given === 'string' && URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined) report('keysUrl', `set a URL, or leave it out for ${IAP_KEYS_URL}.`);
  else if (!isPrivate(url)) {
    report(
      'keysUrl',
      'set an https URL (http is for 127.0.0.1, [::1] and localhost): whoever can alter the keys can forge any caller.',
    );
  } else if (url.username !== '' || url.password !== '') {
    report('keysUrl', 'leave user and password out of the URL.');
  }
  return url ?? new URL(IAP_KEYS_URL);
}

/** Nobody between the key server and this process can alter what is read. */
function isPrivate(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK_HOSTS.includes(url.hostname));
}
