import { certificateOf } from './x509.certificate.ts';
import type { SigningKey } from './signing-key.ts';

/** A JSON Web Key Set (RFC 7517) of public keys. */
export function jwksOf(keys: readonly SigningKey[]): object {
  return {
    keys: keys.map(({ kid, alg, publicKey }) => ({
      ...publicKey.export({ format: 'jwk' }),
      kid,
      alg,
      use: 'sig',
    })),
  };
}

/** IAP's older form: `kid` → PEM of the public key. */
export function pemMapOf(keys: readonly SigningKey[]): Record<string, string> {
  return Object.fromEntries(
    keys.map(({ kid, publicKey }) => [kid, publicKey.export({ type: 'spki', format: 'pem' })]),
  ) as Record<string, string>;
}

/** Google sign-in's older form: `kid` → PEM of a certificate. */
export function certificateMapOf(keys: readonly SigningKey[], now: number): Record<string, string> {
  return Object.fromEntries(keys.map((key) => [key.kid, certificateOf(key, now)]));
}
