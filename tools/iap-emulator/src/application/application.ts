import { createHash } from 'node:crypto';
import type { Settings } from '../facts/settings.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { IapSettingsStore } from './iap.settings.ts';

/** The one version of every service: whatever process its `proxy` names. */
export const RUNNING_VERSION = 'v1';

export const INGRESS = [
  'INGRESS_TRAFFIC_ALLOWED_ALL',
  'INGRESS_TRAFFIC_ALLOWED_INTERNAL_ONLY',
  'INGRESS_TRAFFIC_ALLOWED_INTERNAL_AND_LB',
] as const;
export type Ingress = (typeof INGRESS)[number];

/** What the block `iap` of an App Engine application says. The secret itself is not kept. */
export interface IapBlock {
  readonly enabled: boolean;
  readonly oauth2ClientId: string;
  readonly oauth2ClientSecretSha256?: string;
}

/** What of an App Engine application can be changed while it runs, by Google's APIs or by ours. */
export class Application {
  readonly iapSettings = new IapSettingsStore();
  readonly #manifest: () => Manifest;
  readonly #settings: Settings;
  readonly #ingress = new Map<string, Ingress>();
  #isOn: boolean;
  /** Set here, and not in the manifest. */
  #client: Pick<IapBlock, 'oauth2ClientId' | 'oauth2ClientSecretSha256'> | undefined;

  /** @param manifest the one in force, asked for each time */
  constructor(manifest: () => Manifest, settings: Settings) {
    this.#manifest = manifest;
    this.#settings = settings;
    this.#isOn = settings.iap === 'on';
  }

  get isIapOn(): boolean {
    return this.#isOn;
  }

  get iap(): IapBlock {
    return {
      enabled: this.#isOn,
      ...(this.#client ?? { oauth2ClientId: this.#manifest().iap.oauthClientId }),
    };
  }

  /** Whose ID tokens a service takes: IAP's own client unless Google manages it, and those that are listed. */
  clientsOf(service: string): readonly string[] {
    const path = ['accessSettings', 'oauthSettings', 'programmaticClients'];
    const set = this.iapSettings.effective(service, RUNNING_VERSION, path);
    const programmatic = Array.isArray(set) ? set.map(String) : this.#manifest().iap.programmaticClients;
    return this.#settings.oauth_client === 'custom'
      ? [this.iap.oauth2ClientId, ...programmatic]
      : programmatic;
  }

  allowsHttpOptions(service: string): boolean {
    const path = ['accessSettings', 'corsSettings', 'allowHttpOptions'];
    const set = this.iapSettings.effective(service, RUNNING_VERSION, path);
    return typeof set === 'boolean' ? set : this.#settings.allow_http_options === 'on';
  }

  ingressOf(service: string): Ingress {
    return this.#ingress.get(service) ?? 'INGRESS_TRAFFIC_ALLOWED_ALL';
  }

  setIngress(service: string, ingress: Ingress): void {
    this.#ingress.set(service, ingress);
  }

  /** Merged, not replaced: switching off keeps the client, as `gcloud iap web disable` promises. */
  changeIap(change: { enabled?: boolean; oauth2ClientId?: string; oauth2ClientSecret?: string }): void {
    const { enabled, oauth2ClientId, oauth2ClientSecret } = change;
    if (enabled !== undefined) this.#isOn = enabled;
    const before = this.#client ?? { oauth2ClientId: this.#manifest().iap.oauthClientId };
    if (oauth2ClientId === undefined && oauth2ClientSecret === undefined) return;
    this.#client = {
      ...before,
      ...(oauth2ClientId !== undefined && { oauth2ClientId }),
      ...(oauth2ClientSecret !== undefined && {
        oauth2ClientSecretSha256: createHash('sha256').update(oauth2ClientSecret).digest('hex'),
      }),
    };
  }
}
