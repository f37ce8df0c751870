import type { GoogleAuth, IdTokenProvider as IdTokenClient } from 'google-auth-library';

import { IapTokenUnavailableError } from './iap-client.errors.ts';

/** An ID token needs no project. Left to itself the library runs gcloud and asks the metadata server: up to a second. */
const NO_PROJECT = 'not-needed';

/** Remembers which credential this process has. Dropped after a failure: it remembers failures too. */
let auth: GoogleAuth | undefined;

/**
 * Fetches one ID token for the service account that this process runs as (Application Default Credentials).
 *
 * Asks the credential itself, not google-auth-library's `IdTokenClient`: that one sends a request per concurrent
 * caller, and throws away a token that is valid for four more minutes when the metadata server is gone.
 * The library costs 76 ms to load, so it is loaded with the first token and not with the application.
 *
 * @throws {IapTokenUnavailableError}
 */
export async function fetchGoogleIdToken(targetAudience: string): Promise<unknown> {
  const google = await loadLibrary();
  try {
    auth ??= new google.GoogleAuth({ projectId: NO_PROJECT });
    const credential = await auth.getClient();
    if (!makesIdTokens(credential)) throw wrongKind();
    return await credential.fetchIdToken(targetAudience);
  } catch (error) {
    auth = undefined;
    google.gcpMetadata.resetIsAvailableCache(); // Else one failed ping would stand for the life of the process.
    throw unavailable(error);
  }
}

async function loadLibrary() {
  try {
    return await import('google-auth-library');
  } catch {
    throw new IapTokenUnavailableError(
      'library-missing',
      'google-auth-library cannot be loaded: npm install google-auth-library',
    );
  }
}

function makesIdTokens(credential: object): credential is IdTokenClient {
  return 'fetchIdToken' in credential;
}

function wrongKind(): IapTokenUnavailableError {
  return new IapTokenUnavailableError(
    'credential-kind',
    'the credential of this process makes no ID tokens; run as a service account, or impersonate one: ' +
      'gcloud auth application-default login --impersonate-service-account=SERVICE_ACCOUNT',
  );
}

/** Takes over a status and an error number only: messages and responses of the library can quote a token. */
function unavailable(error: unknown): IapTokenUnavailableError {
  if (error instanceof IapTokenUnavailableError) return error;
  const status = statusOf(error);
  if (status !== undefined) {
    return new IapTokenUnavailableError(
      'refused',
      `its source answered ${status}; is a service account attached to this process, and does it exist?`,
      status,
    );
  }
  if (error instanceof Error && error.message.startsWith('Could not load the default credentials')) {
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

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('status' in error)) return undefined;
  return typeof error.status === 'number' ? error.status : undefined;
}
