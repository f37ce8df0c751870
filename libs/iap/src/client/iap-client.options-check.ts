import { IapConfigError } from '../iap.errors.ts';
import { baseUrlFaults } from './base-url.check.ts';
import { credentialsFaults } from './credentials.check.ts';
import { FIXED_SETTINGS, type IapClientModuleOptions } from './iap-client.options.ts';

/** More would keep a caller longer than any caller waits. */
const MOST_RETRIES = 5;

/**
 * Names all faults of the options at once.
 *
 * @throws {IapConfigError}
 */
export function assertClientOptions(options: IapClientModuleOptions): void {
  const faults = [
    ...baseUrlFaults(options.baseURL),
    ...credentialsFaults(options),
    ...retriesFaults(options.retries),
    ...credentialHeaderFaults(options),
    ...fixedSettingFaults(options),
  ];
  if (faults.length > 0) {
    throw new IapConfigError(`IapClientModule: ${faults.join(' ')}`);
  }
}

function retriesFaults(retries: unknown): string[] {
  const fits =
    typeof retries === 'number' && Number.isInteger(retries) && retries >= 0 && retries <= MOST_RETRIES;
  return retries === undefined || fits ? [] : [`retries must be a whole number from 0 to ${MOST_RETRIES}.`];
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
    ? [`headers must not set ${credentialHeader}: it carries the token. ${wayOut(credentialHeader)}`]
    : [];
}

/** Also for the sets that Axios keeps per method: `headers.common`, `headers.post` and so on. */
function setsHeader(set: unknown, name: string): boolean {
  if (typeof set !== 'object' || set === null) return false;
  return Object.entries(set).some(([key, value]) => key.toLowerCase() === name && Boolean(value));
}

function fixedSettingFaults(options: IapClientModuleOptions): string[] {
  return FIXED_SETTINGS.filter((name) => Reflect.get(options, name) !== undefined).map(
    (name) => `${name} cannot be set: it is fixed, so that the token goes to baseURL only.`,
  );
}

/** What to write when the app needs the header for itself. */
export function wayOut(credentialHeader: string): string {
  return credentialHeader === 'authorization'
    ? "With credentialHeader: 'proxy-authorization' IAP passes the app's own authorization on."
    : 'Leave it out.';
}
