/** What app-yaml/iap.yaml says. */
export interface Manifest {
  readonly project: { readonly id: string; readonly number: string };
  readonly region: string;
  /** Host of the default service; that of any other is `SERVICE-dot-` and this. */
  readonly defaultHostname: string;
  readonly iap: Iap;
  readonly services: readonly Service[];
  /** Where things listen on a laptop. */
  readonly emulator?: Emulator;
}

export interface Iap {
  /** OAuth client that callers name as the audience of their ID token. */
  readonly oauthClientId: string;
  readonly programmaticClients: readonly string[];
}

export interface Service {
  /** App Engine's name of the service. */
  readonly id: string;
  /** Nx project that is deployed as this service. */
  readonly app: string;
  readonly access: 'public' | 'closed';
  /** IAM members, e.g. `serviceAccount:web-sa@project.iam.gserviceaccount.com`; none for a public service. */
  readonly callers: readonly string[];
  readonly serviceAccount: string;
}

export interface Emulator {
  readonly port: number;
  readonly services: readonly EmulatedService[];
}

/** Ports are on 127.0.0.1; 0 asks the emulator for a free one. */
export interface EmulatedService {
  readonly id: string;
  readonly port: number;
  readonly metadataPort: number;
  /** The process behind the proxy, an http origin on loopback. */
  readonly proxy: URL;
}
