import type { Manifest, Service } from '../manifest/manifest.ts';

/** Milliseconds. */
const TIMEOUT = 30_000;

/** Where a service is called: its own address, or the one that was given for it. */
export function originOf(manifest: Manifest, { id }: Service, given: ReadonlyMap<string, string>): string {
  return given.get(id) ?? `https://${id === 'default' ? '' : `${id}-dot-`}${manifest.defaultHostname}`;
}

export interface ProbeFault {
  readonly says: string;
  /** IAP turns away visitors who should pass. */
  readonly isLockedOut: boolean;
}

/** Calls a service as anybody on the internet. @returns what is wrong, if anything is */
export async function probe({ id, access }: Service, origin: string): Promise<ProbeFault | undefined> {
  const wrong = (says: string, isLockedOut = false): ProbeFault => ({ says, isLockedOut });
  try {
    const init = { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT) } as const;
    const { status, headers, body } = await fetch(origin, {
      ...init,
      headers: { accept: 'application/json' },
    });
    await body?.cancel();
    const isByIap = headers.get('x-goog-iap-generated-response') === 'true';
    if (access === 'closed') {
      const isClosed = isByIap && [302, 401, 403].includes(status);
      return isClosed
        ? undefined
        : wrong(`${id} is to be closed, and its app answers ${status} to everybody`);
    }
    if (isByIap) return wrong(`${id} is to be open, and IAP answers ${status} for it`, true);
    return status >= 500 ? wrong(`${id} answers ${status}`) : undefined;
  } catch {
    return wrong(`${id} cannot be reached at ${origin}`);
  }
}
