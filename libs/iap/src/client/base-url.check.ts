import { isLoopback } from './upstream.ts';

/** What is wrong with the address of an upstream, each with what to write. */
export function baseUrlFaults(baseURL: unknown): string[] {
  const example = 'e.g. https://api-dot-PROJECT.ew.r.appspot.com';
  if (typeof baseURL !== 'string' || baseURL === '')
    return [`baseURL is missing: set the upstream's URL, ${example}.`];
  const url = URL.parse(baseURL);
  if (!url || !/^https?:\/\//i.test(baseURL) || baseURL !== baseURL.trim()) {
    return [`baseURL is no http(s) URL: set the upstream's URL, ${example}.`];
  }
  const faults: string[] = [];
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    faults.push('baseURL must be https: a token crosses no network in clear (http is for loopback only).');
  }
  if (url.username || url.password) faults.push('baseURL must not carry a user name or a password.');
  if (/[?#]/.test(baseURL)) faults.push('baseURL must not have a query or a fragment.');
  if (baseURL.includes('\\')) faults.push('baseURL must not have a backslash.');
  return faults;
}
