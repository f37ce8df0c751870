/** app-yaml/iap.yaml, read and checked. */
export interface Manifest {
  /** The file it came from, as messages name it. */
  readonly file: string;
  readonly project: { readonly id: string; readonly number: string };
  readonly region: string;
  readonly defaultHostname: string;
  readonly iap: { readonly oauthClientId: string; readonly programmaticClients: readonly string[] };
  /** By App Engine service id. */
  readonly services: Readonly<Record<string, ServiceEntry>>;
  readonly emulator: { readonly port: number; readonly services: Readonly<Record<string, ServicePorts>> };
}

export interface ServiceEntry {
  readonly app: string;
  readonly access: 'public' | 'closed';
  /** IAM members; empty on a public service. */
  readonly callers: readonly string[];
  readonly serviceAccount: string;
}

/** Where a service listens on a laptop. A port of 0 lets the system choose. */
export interface ServicePorts {
  readonly port: number;
  readonly metadataPort: number;
  /** Origin of the process itself. */
  readonly proxy: string;
}

/** The `aud` of every assertion in the application: on App Engine it names the app, not the service. */
export function audienceOf({ project }: Manifest): string {
  return `/projects/${project.number}/apps/${project.id}`;
}
