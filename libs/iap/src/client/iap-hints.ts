import type { IapRefusalReason } from './iap-client.errors.ts';
import type { CredentialType } from './token.source.ts';

/** What a hint needs to know of the call that IAP refused. */
export interface Call {
  /** Origin that was called. */
  readonly origin: string;
  /** `aud` of the token that was sent. */
  readonly audience: string;
  readonly type: CredentialType;
  /** The service account that called: the one to grant the role to. */
  readonly caller: string;
}

/** One sentence: why, and the command that mends it. */
export function refusalHint(reason: IapRefusalReason, call: Call): string {
  switch (reason) {
    case 'role':
      return `${call.caller} lacks the role; grant it: ${grantCommand(call)}`;
    case 'audience':
      return audienceHint(call);
    case 'email':
      return 'the ID token has no email claim; ask the metadata server with format=full.';
    case 'quota':
      return 'the quota of IAP (360,000 requests a minute and project) is used up; slow down and try again.';
    case 'expired':
      return 'the token has expired by its clock; set the clock of this machine (timedatectl set-ntp true).';
    case 'unavailable':
      return 'it cannot judge the call now; try again later (https://status.cloud.google.com).';
    case 'signature':
    case 'malformed':
      return 'the token is none that Google signed; is GCE_METADATA_HOST set to an emulator?';
    case 'no-credential':
      return signInHint(call);
    case 'other':
      return `check the role of ${call.caller} (${grantCommand(call)}) and the audience (${call.audience}).`;
  }
}

/** IAP saw no credential at all, though one was sent. */
export function signInHint({ audience }: Call): string {
  return `it did not take the token for ${audience} as a credential; does something on the way remove the header?`;
}

function audienceHint(call: Call): string {
  if (call.type === 'service-account-jwt') {
    return `it does not take service account JWTs for ${call.audience}; set baseURL to the host that IAP shows (gcloud app browse).`;
  }
  const { project, service } = appEngineOf(call.origin);
  return (
    `it does not take ID tokens for ${call.audience}; set targetAudience to its OAuth client id ` +
    `(gcloud app describe --project=${project} --format='value(iap.oauth2ClientId)'), or, where IAP uses the ` +
    `Google-managed client, use credentials: { type: 'service-account-jwt' } or put that id on access_settings.oauth_settings.programmatic_clients: ` +
    `gcloud iap settings set SETTINGS.yaml --project=${project} --resource-type=app-engine --service=${service}`
  );
}

function grantCommand({ origin, caller }: Call): string {
  const { project, service } = appEngineOf(origin);
  return (
    `gcloud iap web add-iam-policy-binding --project=${project} --resource-type=app-engine --service=${service} ` +
    `--member=serviceAccount:${caller} --role=roles/iap.httpsResourceAccessor --condition=None`
  );
}

/** `[VERSION-dot-][SERVICE-dot-]PROJECT[.REGION.r].appspot.com`; behind any other name the reader fills in the two. */
function appEngineOf(origin: string): { project: string; service: string } {
  const host = new URL(origin).hostname;
  if (!host.endsWith('.appspot.com')) return { project: 'PROJECT', service: 'SERVICE' };
  const parts = host.slice(0, host.indexOf('.')).split('-dot-');
  return { project: parts.at(-1) ?? 'PROJECT', service: parts.at(-2) ?? 'default' };
}
