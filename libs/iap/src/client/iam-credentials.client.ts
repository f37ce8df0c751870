import type { AuthClient } from 'google-auth-library';

import { statusOf } from './google.failures.ts';
import { IapTokenUnavailableError } from './iap-client.errors.ts';

/** Source: IAM Service Account Credentials API, `projects.serviceAccounts`. */
const IAM_URL = 'https://iamcredentials.googleapis.com';

/** The role, on the service account that is spoken for, that each method takes. */
const ROLES = {
  generateIdToken: 'roles/iam.serviceAccountOpenIdTokenCreator',
  signJwt: 'roles/iam.serviceAccountTokenCreator',
} as const;

export interface IamCall {
  readonly method: keyof typeof ROLES;
  readonly targetPrincipal: string;
  readonly body: object;
  readonly iamUrl: string | undefined;
}

/**
 * Calls IAM for a service account.
 *
 * @throws {IapTokenUnavailableError} with the command that grants the role, where that is what is missing
 */
export async function callIam(identity: AuthClient, call: IamCall): Promise<Record<string, unknown>> {
  const { method, targetPrincipal, body, iamUrl = IAM_URL } = call;
  const account = encodeURIComponent(targetPrincipal);
  const url = `${iamUrl.replace(/\/+$/, '')}/v1/projects/-/serviceAccounts/${account}:${method}`;
  try {
    const { data } = await identity.request<unknown>({ url, method: 'POST', data: body });
    return typeof data === 'object' && data !== null ? { ...data } : {};
  } catch (error) {
    throw refusal(error, call);
  }
}

function refusal(error: unknown, { method, targetPrincipal }: IamCall): unknown {
  switch (statusOf(error)) {
    case 403:
      return new IapTokenUnavailableError(
        'role',
        `this process may not speak for ${targetPrincipal}; grant it the role on that service account (a service ` +
          `account needs it on itself, too): gcloud iam service-accounts add-iam-policy-binding ${targetPrincipal} ` +
          `--member=serviceAccount:CALLER --role=${ROLES[method]}, and enable the API: ` +
          'gcloud services enable iamcredentials.googleapis.com',
        403,
      );
    case 404:
      return new IapTokenUnavailableError(
        'refused',
        `there is no service account ${targetPrincipal}: gcloud iam service-accounts list`,
        404,
      );
    default:
      return error;
  }
}
