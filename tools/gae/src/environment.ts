import type { EmulatedService, Emulator, Manifest, Service } from './manifest/manifest.ts';

export type Environment = Readonly<Record<string, string>>;

/** What a service must know on App Engine: who it is, who may call it, and how to reach the services it may call. */
export function deployedEnvironment(manifest: Manifest, service: Service): Environment {
  return wiring(manifest, service, ({ id }) => `https://${hostOf(manifest, id)}`);
}

/**
 * The same on a laptop, behind the emulator, with what App Engine and its metadata server give there.
 *
 * @throws {Error} when the manifest does not say where the service, or one that it calls, listens
 */
export function localEnvironment(manifest: Manifest, service: Service): Environment {
  const { emulator } = manifest;
  if (!emulator)
    throw new Error(
      'app-yaml/iap.yaml has no emulator: section, which says where things listen on a laptop.',
    );
  const self = emulated(emulator, service.id);
  return {
    ...wiring(manifest, service, ({ id }) => loopback(emulated(emulator, id).port, `${id}.port`)),
    PORT: self.proxy.port || '80',
    // A shell may have a HOST of its own, which means something else there.
    HOST: '127.0.0.1',
    IAP_KEYS_URL: `${loopback(emulator.port, 'port')}/iap/verify/public_key-jwk`,
    GCE_METADATA_HOST: new URL(loopback(self.metadataPort, `${self.id}.metadata_port`)).host,
    METADATA_SERVER_DETECTION: 'assume-present',
    GOOGLE_CLOUD_PROJECT: manifest.project.id,
  };
}

/** The host of a service as IAP shows it to the world. */
export function hostOf({ defaultHostname }: Manifest, serviceId: string): string {
  return serviceId === 'default' ? defaultHostname : `${serviceId}-dot-${defaultHostname}`;
}

/** The services that list this one's service account among their callers. */
export function calleesOf(manifest: Manifest, caller: Service): readonly Service[] {
  const member = `serviceAccount:${caller.serviceAccount}`;
  return manifest.services.filter(({ id, callers }) => id !== caller.id && callers.includes(member));
}

function wiring(manifest: Manifest, service: Service, urlOf: (callee: Service) => string): Environment {
  const { project, iap } = manifest;
  const environment: Record<string, string> = {
    IAP_AUDIENCE: `/projects/${project.number}/apps/${project.id}`,
  };
  if (service.access === 'closed') environment.IAP_ALLOWED_CALLERS = service.callers.join(',');
  for (const callee of calleesOf(manifest, service)) {
    const prefix = callee.id.toUpperCase().replaceAll('-', '_');
    environment[`${prefix}_URL`] = urlOf(callee);
    environment[`${prefix}_TARGET_AUDIENCE`] = iap.oauthClientId;
  }
  return environment;
}

function emulated(emulator: Emulator, id: string): EmulatedService {
  const service = emulator.services.find((candidate) => candidate.id === id);
  if (service) return service;
  throw new Error(
    `app-yaml/iap.yaml has no emulator.services.${id}, which says where ${id} listens on a laptop.`,
  );
}

function loopback(port: number, key: string): string {
  if (port === 0)
    throw new Error(
      `emulator ${key} in the manifest is 0, which nobody but the emulator can know; write a port.`,
    );
  return `http://127.0.0.1:${port}`;
}
