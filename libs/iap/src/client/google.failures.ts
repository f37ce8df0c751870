import { IapTokenUnavailableError } from './iap-client.errors.ts';

/** Takes over a status and an error number only: messages and responses of the library can quote a token. */
export function unavailable(error: unknown): IapTokenUnavailableError {
  if (error instanceof IapTokenUnavailableError) return error;
  const status = statusOf(error);
  if (status !== undefined) {
    return new IapTokenUnavailableError(
      'refused',
      `its source answered ${status}; is a service account attached to this process, and does it exist?`,
      status,
    );
  }
  const isWithout =
    error instanceof Error && error.message.startsWith('Could not load the default credentials');
  if (isWithout && !isMetadataServerNamed()) {
    return new IapTokenUnavailableError(
      'no-credentials',
      'this process has no Google identity; on Google Cloud run it as a service account, on a laptop start the ' +
        'emulator and set GCE_METADATA_HOST, or: ' +
        'gcloud auth application-default login --impersonate-service-account=SERVICE_ACCOUNT',
    );
  }
  return new IapTokenUnavailableError(
    'unreachable',
    'its source cannot be reached or gave no valid answer; is the metadata server (GCE_METADATA_HOST) there?',
  );
}

/**
 * Whether there has to be a metadata server: on App Engine, on Cloud Run, and wherever the environment names one. There
 * the library's "no credentials" only says that the server did not answer, or not as a metadata server does.
 */
function isMetadataServerNamed(): boolean {
  const names = ['GAE_ENV', 'K_SERVICE', 'GCE_METADATA_HOST', 'GCE_METADATA_IP'];
  return names.some((name) => process.env[name]) && process.env.METADATA_SERVER_DETECTION !== 'none';
}

/** The HTTP status that an error of the library carries. */
export function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('status' in error)) return undefined;
  return typeof error.status === 'number' ? error.status : undefined;
}
