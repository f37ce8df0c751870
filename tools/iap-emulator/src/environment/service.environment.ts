import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Emulator } from '../emulator.ts';
import { assertService } from '../manifest/known-service.ts';
import { audienceOf } from '../manifest/manifest.ts';

/** Variables by name; null for one that must not be set. */
export type Environment = Readonly<Record<string, string | null>>;

/**
 * What a service's process is to be started with: what App Engine and the manifest give it, with the addresses of this
 * machine, and the developer's own credentials out of the way.
 * @throws {RangeError} for an unknown service
 */
export function environmentOf({ manifest, services, url, oauthClientId }: Emulator, id: string): Environment {
  assertService(manifest, id);
  const [entry, addresses] = [manifest.services[id], services[id]];
  if (!entry || !addresses) return {};
  return {
    PORT: new URL(addresses.proxy).port || '80',
    GOOGLE_CLOUD_PROJECT: manifest.project.id,
    IAP_AUDIENCE: audienceOf(manifest),
    ...(entry.access === 'closed' && { IAP_ALLOWED_CALLERS: entry.callers.join(',') }),
    ...Object.fromEntries(
      Object.entries(services).flatMap(([other, { url: to }]) => {
        const member = `serviceAccount:${entry.serviceAccount}`;
        if (!manifest.services[other]?.callers.includes(member)) return [];
        const name = other.toUpperCase().replaceAll('-', '_');
        return [
          [`${name}_URL`, to],
          [`${name}_TARGET_AUDIENCE`, oauthClientId],
        ];
      }),
    ),
    IAP_KEYS_URL: `${url}/iap/verify/public_key-jwk`,
    GCE_METADATA_HOST: addresses.metadataHost,
    METADATA_SERVER_DETECTION: 'assume-present',
    // Google's clients look for somebody's login before they ask the metadata server.
    CLOUDSDK_CONFIG: join(tmpdir(), 'iap-emulator', 'no-login'),
    GOOGLE_APPLICATION_CREDENTIALS: null,
  };
}
