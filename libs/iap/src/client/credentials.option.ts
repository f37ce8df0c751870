/** An ID token for the OAuth client that IAP signs people in with. */
export interface IdTokenCredentials {
  readonly type: 'id-token';
  /** That client's id, e.g. `123-abc.apps.googleusercontent.com`. */
  readonly targetAudience: string;
  /**
   * Email of a service account to speak for, by way of IAM. Needs `roles/iam.serviceAccountOpenIdTokenCreator` on it.
   * @default the service account that this process runs as
   */
  readonly targetPrincipal?: string;
  /** Where IAM's credentials API is reached, e.g. by Private Service Connect. @default https://iamcredentials.googleapis.com */
  readonly iamUrl?: string;
}

/** A JWT that a service account signs for the upstream's URLs. It needs no OAuth client. */
export interface ServiceAccountJwtCredentials {
  readonly type: 'service-account-jwt';
  /**
   * Email of the service account that signs, by way of IAM. Needs `roles/iam.serviceAccountTokenCreator` on it; a
   * service account needs that on itself, too.
   * @default the service account that this process runs as
   */
  readonly targetPrincipal?: string;
  /** A key in hand, as in a key file of Google's. Then nothing is asked of IAM. */
  readonly key?: ServiceAccountKey;
  /** Where IAM's credentials API is reached, e.g. by Private Service Connect. @default https://iamcredentials.googleapis.com */
  readonly iamUrl?: string;
}

/** The parts of a service account's key file that signing takes. */
export interface ServiceAccountKey {
  readonly client_email: string;
  readonly private_key: string;
  readonly private_key_id?: string;
}

/** How this process proves to IAP who it is. */
export type IapCredentials = IdTokenCredentials | ServiceAccountJwtCredentials;
