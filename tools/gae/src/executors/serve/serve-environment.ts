import type { Environment } from '../../environment.ts';

export interface Layers {
  /** The environment that nx was started with. */
  readonly inherited: NodeJS.ProcessEnv;
  /** env_variables of app-yaml/<app>.yaml. */
  readonly declared: Environment;
  /** What follows from the manifest. */
  readonly derived: Environment;
  /** A folder without any gcloud configuration in it. */
  readonly emptyFolder: string;
}

/**
 * What the process of an app finds. The manifest decides what follows from it, PORT too, or the emulator would not find
 * the app; beyond that a variable set by hand wins over the one of app.yaml. The developer's own Google credentials are
 * out of reach: an app must get its identity from the metadata server, as on App Engine.
 */
export function serveEnvironment({ inherited, declared, derived, emptyFolder }: Layers): NodeJS.ProcessEnv {
  const all = { ...declared, ...inherited, ...derived };
  // GCE_METADATA_IP would win over the manifest's GCE_METADATA_HOST.
  const { GOOGLE_APPLICATION_CREDENTIALS: _key, GCE_METADATA_IP: _metadata, ...environment } = all;
  return { ...environment, CLOUDSDK_CONFIG: emptyFolder };
}
