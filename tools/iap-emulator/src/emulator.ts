import { assertLaptop } from './cloud.guard.ts';
import type { EmulatorContext } from './emulator.context.ts';
import { createPagesServer } from './emulator.pages.ts';
import { settingsWith } from './facts/settings.ts';
import type { Settings } from './facts/settings.ts';
import { Front } from './front/front.ts';
import { createFrontServer } from './front/front.server.ts';
import { KeyRing } from './keys/key-ring.ts';
import type { Manifest } from './manifest/manifest.ts';
import { signIdToken, signServiceAccountJwt } from './metadata/id-token.ts';
import { createMetadataServer } from './metadata/metadata.server.ts';
import { listen } from './net/loopback.listener.ts';
import type { Listener } from './net/loopback.listener.ts';
import { callerOf } from './policy/caller.ts';
import { policyOf } from './policy/manifest.policy.ts';
import { Seal } from './sign-in/seal.ts';
import { SignInFlow } from './sign-in/sign-in.flow.ts';
import type { RequestRecord } from './terminal/request.record.ts';

export interface EmulatorConfig {
  /** From `readManifest`, or made by hand. */
  readonly manifest: Manifest;
  readonly settings?: Partial<Settings>;
  /** Milliseconds since the epoch; the system's clock when left out. */
  readonly now?: () => number;
  /** Called once for every request at a front, when its answer is over. */
  readonly onRequest?: (record: RequestRecord) => void;
}

export interface ServiceAddresses {
  /** The service as the world sees it: through IAP. */
  readonly url: string;
  /** For GCE_METADATA_HOST. */
  readonly metadataHost: string;
  /** The process itself. */
  readonly proxy: string;
}

/** A running emulator. */
export interface Emulator {
  /** Keys and sign-in page. */
  readonly url: string;
  readonly services: Readonly<Record<string, ServiceAddresses>>;
  /** An ID token of any account for an OAuth client; for a call, `Authorization: Bearer` it. */
  idToken(email: string, audience: string): Promise<string>;
  /** A JWT that a service account signs for itself; `audience` is an address, or ends in `/*`. */
  serviceAccountJwt(email: string, audience: string): Promise<string>;
  /** Ends every connection and frees every port. */
  close(): Promise<void>;
}

/**
 * Starts an emulator on 127.0.0.1; it listens everywhere when the promise resolves, and nowhere when it rejects.
 * @throws {CloudError} in a cloud or in production
 * @throws {PortError} when a port is taken
 */
export async function startEmulator(config: EmulatorConfig): Promise<Emulator> {
  assertLaptop(process.env);
  const context = contextOf(config);
  const listeners: Listener[] = [];
  const fronts: Front[] = [];
  const close = async (): Promise<void> => {
    for (const front of fronts) front.close();
    await Promise.all(listeners.map((listener) => listener.close()));
  };
  try {
    return { ...(await open(context, listeners, fronts)), ...minting(context), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(
  context: EmulatorContext,
  listeners: Listener[],
  fronts: Front[],
): Promise<Pick<Emulator, 'url' | 'services'>> {
  const { manifest } = context;
  const services: Record<string, ServiceAddresses> = {};
  const start = async (...args: Parameters<typeof listen>): Promise<string> => {
    const listener = await listen(...args);
    listeners.push(listener);
    return listener.origin;
  };
  const { file, emulator } = manifest;
  const url = await start(createPagesServer(context), emulator.port, 'emulator.port', file);
  for (const [id, entry] of Object.entries(manifest.services)) {
    const ports = emulator.services[id];
    if (!ports) throw new RangeError(`emulator.services.${id} is missing in ${file}`);
    const setting = `emulator.services.${id}`;
    const service = { id, policy: policyOf(entry), proxy: ports.proxy };
    const front = new Front(context, service, () => ({ front: services[id]?.url ?? '', page: url }));
    fronts.push(front);
    const origin = await start(createFrontServer(front), ports.port, `${setting}.port`, file);
    const metadata = createMetadataServer(context, entry.serviceAccount);
    const metadataOrigin = await start(metadata, ports.metadataPort, `${setting}.metadata_port`, file);
    services[id] = { url: origin, metadataHost: new URL(metadataOrigin).host, proxy: ports.proxy };
  }
  return { url, services };
}

function contextOf({
  manifest,
  settings,
  now = Date.now,
  onRequest = () => undefined,
}: EmulatorConfig): EmulatorContext {
  const keys = new KeyRing();
  // Begun here so that it is ready by the first request; who needs it waits for it.
  void keys.google();
  const seal = new Seal(now);
  const signIn = new SignInFlow(seal, manifest.iap.oauthClientId);
  return { manifest, settings: settingsWith(settings), keys, seal, signIn, now, onRequest };
}

function minting({ keys, now }: EmulatorContext): Pick<Emulator, 'idToken' | 'serviceAccountJwt'> {
  const seconds = (): number => Math.floor(now() / 1000);
  return {
    idToken: async (email, audience) =>
      signIdToken(await keys.google(), callerOf(email), { audience, now: seconds(), withEmail: true }),
    serviceAccountJwt: async (email, audience) =>
      signServiceAccountJwt(await keys.serviceAccount(email), email, audience, seconds()),
  };
}
