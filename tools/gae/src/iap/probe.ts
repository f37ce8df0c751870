import type { Manifest, Service } from '../manifest/manifest.ts';

/** Milliseconds. */
const TIMEOUT = 30_000;

/** Where a service is called: its own address, or the one that was given for it. */
export function originOf(manifest: Manifest, { id }: Service, given: ReadonlyMap<string, string>): string {
  return given.get(id) ?? `https://${id === 'default' ? '' : `${id}-dot-`}${manifest.defaultHostname}`;
}

/**
 * Calls a service as anybody on the internet.
 *
 * @returns what is wrong: a public service that IAP answers for, a closed one that IAP does not answer for; else nothing
 */
export async function probe(service: Service, origin: string): Promise<string | undefined> {
  const { id, access } = service;
  try {
    const init = { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT) } as const;
    const { status, headers } = await fetch(origin, { ...init, headers: { accept: 'application/json' } });
    const isByIap = headers.get('x-goog-iap-generated-response') === 'true';
    if (access === 'public' && isByIap) return `${id} is to be open, and IAP answers ${status} for it`;
    if (access === 'public' && status >= 500) return `${id} answers ${status}`;
    if (access === 'closed' && !(isByIap && [302, 401, 403].includes(status)))
      return `${id} is to be closed, and its app answers ${status} to everybody`;
    return undefined;
  } catch {
    return `${id} cannot be reached at ${origin}`;
  }
}
