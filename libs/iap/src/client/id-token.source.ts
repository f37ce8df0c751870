import type { IdTokenProvider } from 'google-auth-library';

import type { IdTokenCredentials } from './credentials.option.ts';
import { asGoogleIdentity } from './google.identity.ts';
import { IapTokenUnavailableError } from './iap-client.errors.ts';
import { callIam } from './iam-credentials.client.ts';
import { metadataTime } from './metadata.time.ts';
import { readIdToken } from './token.reader.ts';
import type { TokenSource } from './token.source.ts';

/**
 * ID tokens for the OAuth client of IAP: of the service account that this process runs as, or of `targetPrincipal`.
 *
 * Asks the credential itself, not google-auth-library's `IdTokenClient`: that one sends a request per concurrent
 * caller, and throws away a token that is valid for four more minutes when the metadata server is gone.
 */
export function idTokenSource({ targetAudience, targetPrincipal, iamUrl }: IdTokenCredentials): TokenSource {
  return {
    type: 'id-token',
    audience: targetAudience,
    read: (value, now) => readIdToken(value, targetAudience, now),
    time: metadataTime,
    issue: () =>
      asGoogleIdentity(async (identity) => {
        if (targetPrincipal !== undefined) {
          const body = { audience: targetAudience, includeEmail: true };
          const { token } = await callIam(identity, {
            method: 'generateIdToken',
            targetPrincipal,
            body,
            iamUrl,
          });
          return token;
        }
        if (!makesIdTokens(identity)) throw wrongKind();
        return identity.fetchIdToken(targetAudience);
      }),
  };
}

function makesIdTokens(identity: object): identity is IdTokenProvider {
  return 'fetchIdToken' in identity;
}

function wrongKind(): IapTokenUnavailableError {
  return new IapTokenUnavailableError(
    'credential-kind',
    'the credential of this process makes no ID tokens; run as a service account, set targetPrincipal to the service ' +
      'account to speak for, or: ' +
      'gcloud auth application-default login --impersonate-service-account=SERVICE_ACCOUNT',
  );
}
