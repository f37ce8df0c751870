import { sign } from 'node:crypto';
import type { SigningKey } from './signing-key.ts';

export type Claims = Readonly<Record<string, unknown>>;

/** A compact JWS (RFC 7515 section 3.1) over the claims. An `undefined` claim is left out. */
export function signJwt(key: SigningKey, claims: Claims): string {
  const header = { alg: key.alg, typ: 'JWT', kid: key.kid };
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${signatureOf(key, signed).toString('base64url')}`;
}

/** ES256 is r‖s of 64 bytes, not DER (RFC 7518 section 3.4); RS256 is PKCS #1 v1.5 (section 3.3). */
export function signatureOf({ alg, privateKey }: SigningKey, signed: string): Buffer {
  const data = Buffer.from(signed, 'ascii');
  return alg === 'ES256'
    ? sign('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' })
    : sign('sha256', data, privateKey);
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
