import { assertLaptop } from './cloud.guard.ts';
import { contextOf } from './emulator.assembly.ts';
import { mintingVerbs } from './emulator.minting.ts';
import type { MintingVerbs } from './emulator.minting.ts';
import { EmulatorServers } from './emulator.servers.ts';
import type { ServiceAddresses } from './emulator.servers.ts';
import type { Settings } from './facts/settings.ts';
import { faultVerbs } from './faults/fault.verbs.ts';
import type { FaultVerbs } from './faults/fault.verbs.ts';
import { keyVerbs } from './keys/key.verbs.ts';
import type { KeyVerbs } from './keys/key.verbs.ts';
import type { Manifest } from './manifest/manifest.ts';
import { policyVerbs } from './policy/policy.verbs.ts';
import type { PolicyVerbs } from './policy/policy.verbs.ts';
import type { RequestRecord } from './records/request.record.ts';
import { RequestRing } from './records/request.ring.ts';
import { requestVerbs } from './records/request.verbs.ts';
import type { RequestVerbs } from './records/request.verbs.ts';
import { Clock } from './time/clock.ts';

export interface EmulatorConfig {
  /** From `readManifest`, or made by hand. */
  readonly manifest: Manifest;
  readonly settings?: Partial<Settings>;
  /** Milliseconds since the epoch; the system's clock when left out. `time` moves what it says. */
  readonly now?: () => number;
  /** How many requests are kept for `requests`; 1,000 when left out. */
  readonly recordLimit?: number;
  /** Called once for every request at a front, when its answer is over. */
  readonly onRequest?: (record: RequestRecord) => void;
}

/** A running emulator. */
export interface Emulator extends MintingVerbs {
  /** Keys, sign-in page, and the control addresses that the command line speaks to. */
  readonly url: string;
  readonly services: Readonly<Record<string, ServiceAddresses>>;
  /** The one in force. */
  readonly manifest: Manifest;
  /** What IAP takes for the audience of an ID token now: the manifest's, until `gcloud iap web enable` names another. */
  readonly oauthClientId: string;
  readonly keys: KeyVerbs;
  readonly faults: FaultVerbs;
  readonly policy: PolicyVerbs;
  readonly requests: RequestVerbs;
  readonly time: Clock;
  /**
   * Goes on by another manifest: sessions, keys, faults and granted members stay, and so does every port that is the same.
   * @throws {PortError} when a port is taken; then the manifest so far stays in force
   */
  reload(manifest: Manifest): Promise<void>;
  /** Ends every connection and frees every port. */
  close(): Promise<void>;
}

const RECORD_LIMIT = 1_000;

/**
 * Starts an emulator on 127.0.0.1; it listens everywhere when the promise resolves, and nowhere when it rejects.
 * @throws {CloudError} in a cloud or in production
 * @throws {PortError} when a port is taken
 */
export async function startEmulator(config: EmulatorConfig): Promise<Emulator> {
  assertLaptop(process.env);
  const clock = new Clock(config.now ?? Date.now);
  const ring = new RequestRing(config.recordLimit ?? RECORD_LIMIT);
  const context = contextOf(config, clock, ring);
  const servers = new EmulatorServers(context);
  const close = async (): Promise<void> => {
    context.faults.clear();
    await servers.close();
  };
  const emulator: Emulator = {
    get url() {
      return servers.url;
    },
    get services() {
      return servers.addressesIn(context.manifest);
    },
    get manifest() {
      return context.manifest;
    },
    get oauthClientId() {
      return context.application.iap.oauth2ClientId;
    },
    ...mintingVerbs(context),
    keys: keyVerbs(context),
    faults: faultVerbs(context),
    policy: policyVerbs(context),
    requests: requestVerbs(ring),
    time: clock,
    reload: async (manifest) => {
      await servers.become(manifest, emulator);
      context.manifest = manifest;
    },
    close,
  };
  try {
    await servers.become(config.manifest, emulator);
  } catch (error) {
    await close();
    throw error;
  }
  return emulator;
}
