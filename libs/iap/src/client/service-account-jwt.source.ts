import type { AuthClient } from 'google-auth-library';

import type { ServiceAccountJwtCredentials, ServiceAccountKey } from './credentials.option.ts';
import { asGoogleIdentity, type Google } from './google.identity.ts';
import { IapTokenUnavailableError } from './iap-client.errors.ts';
import { callIam } from './iam-credentials.client.ts';
import { systemTiming } from './timing.ts';
import { readServiceAccountJwt } from './token.reader.ts';
import type { TokenSource } from './token.source.ts';

/** Seconds. The longest life that IAP takes. Source: IAP, "Programmatic authentication", service account JWT. */
const LIFE = 3600;

/**
 * JWTs that a service account signs for the URLs of an upstream: with its key, or keyless by IAM's `signJwt`. Needs no
 * OAuth client, so it also works where IAP uses the Google-managed one, which takes no ID tokens by default.
 *
 * @param audience the upstream's origin and `/*`: all URLs below it
 */
export function serviceAccountJwtSource(
  audience: string,
  { key, targetPrincipal, iamUrl }: ServiceAccountJwtCredentials,
): TokenSource {
  return {
    type: 'service-account-jwt',
    audience,
    read: (value, now) => readServiceAccountJwt(value, audience, now),
    issue: () =>
      key
        ? signWithKey(key, audience)
        : asGoogleIdentity(async (identity, google) => {
            const email = targetPrincipal ?? (await emailOf(identity, google));
            const body = { payload: JSON.stringify(claimsOf(email, audience)) };
            const call = { method: 'signJwt', targetPrincipal: email, body, iamUrl } as const;
            return (await callIam(identity, call)).signedJwt;
          }),
  };
}

function claimsOf(
  email: string,
  aud: string,
): { iss: string; sub: string; aud: string; iat: number; exp: number } {
  const iat = Math.floor(systemTiming.now() / 1000);
  return { iss: email, sub: email, aud, iat, exp: iat + LIFE };
}

async function signWithKey(key: ServiceAccountKey, audience: string): Promise<string> {
  const { importPKCS8, SignJWT } = await import('jose').catch(() => {
    throw new IapTokenUnavailableError('library-missing', 'jose cannot be loaded: npm install jose');
  });
  try {
    const header = { alg: 'RS256', typ: 'JWT', ...(key.private_key_id && { kid: key.private_key_id }) };
    const privateKey = await importPKCS8(key.private_key, 'RS256');
    return await new SignJWT(claimsOf(key.client_email, audience))
      .setProtectedHeader(header)
      .sign(privateKey);
  } catch {
    // What a parser says about a key can quote it.
    throw new IapTokenUnavailableError(
      'key',
      'private_key is no RSA key in PKCS #8 PEM, as in a key file of Google’s.',
    );
  }
}

async function emailOf(identity: AuthClient, google: Google): Promise<string> {
  if ('getTargetPrincipal' in identity)
    return (identity as InstanceType<Google['Impersonated']>).getTargetPrincipal();
  const known: unknown = Reflect.get(identity, 'email');
  if (typeof known === 'string') return known;
  if (identity instanceof google.Compute) {
    return google.gcpMetadata.instance<string>('service-accounts/default/email');
  }
  throw new IapTokenUnavailableError(
    'credential-kind',
    'the credential of this process is no service account; set targetPrincipal to the one to speak for.',
  );
}
