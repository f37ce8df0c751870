import { importKeySet, type KeySet } from './key-set.importer.ts';
import type { ReportFault } from './iap-server.settings.ts';

/** @returns undefined when the keys are to be read from their address */
export async function pinnedKeysOf(
  given: unknown,
  keysUrl: unknown,
  report: ReportFault,
): Promise<KeySet | undefined> {
  if (given === undefined) return undefined;
  if (keysUrl !== undefined) report('pinnedKeys', 'set either the keys or their address (keysUrl).');
  const keys = await importKeySet(JSON.stringify(given));
  if (keys === undefined) {
    report(
      'pinnedKeys',
      'set a JWK set, { keys: [...] }, with at least one P-256 key that has a kid and may verify.',
    );
  }
  return keys;
}
