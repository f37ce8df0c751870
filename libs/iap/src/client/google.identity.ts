import type { AuthClient, GoogleAuth } from 'google-auth-library';

import { IapTokenUnavailableError } from './iap-client.errors.ts';
import { unavailable } from './google.failures.ts';

/** Tokens for IAP need no project. Left to itself the library runs gcloud and asks the metadata server: up to a second. */
const NO_PROJECT = 'not-needed';
/** What calls to IAM need, and nothing else does. */
const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';

export type Google = typeof import('google-auth-library');

/** Remembers which credential this process has. Dropped after a failure: it remembers failures too. */
let auth: GoogleAuth | undefined;

/**
 * Does something as the service account that this process runs as (Application Default Credentials).
 * The library costs 76 ms to load, so it is loaded with the first token and not with the application.
 *
 * @throws {IapTokenUnavailableError}
 */
export async function asGoogleIdentity<T>(
  use: (identity: AuthClient, google: Google) => Promise<T>,
): Promise<T> {
  const google = await loadLibrary();
  try {
    auth ??= new google.GoogleAuth({ projectId: NO_PROJECT, scopes: SCOPE });
    return await use(await auth.getClient(), google);
  } catch (error) {
    auth = undefined;
    google.gcpMetadata.resetIsAvailableCache(); // Else one failed ping would stand for the life of the process.
    throw unavailable(error);
  }
}

async function loadLibrary(): Promise<Google> {
  try {
    return await import('google-auth-library');
  } catch {
    throw new IapTokenUnavailableError(
      'library-missing',
      'google-auth-library cannot be loaded: npm install google-auth-library',
    );
  }
}
