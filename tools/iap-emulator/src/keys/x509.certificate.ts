import { sign } from 'node:crypto';
import { der } from './der.ts';
import type { SigningKey } from './signing-key.ts';

const SHA256_WITH_RSA = '2a864886f70d01010b';
const COMMON_NAME = '550403';
const DAY = 86_400_000;

/**
 * A self-signed X.509 certificate (RFC 5280, version 1) around an RSA key, as PEM: /oauth2/v1/certs publishes keys in this
 * form, and clients in Java parse nothing else.
 * @param now milliseconds since the epoch; valid from a day before to 30 days after
 */
export function certificateOf(key: SigningKey, now: number): string {
  const algorithm = der.sequence(der.oid(SHA256_WITH_RSA), der.nothing());
  const name = der.sequence(
    der.set(der.sequence(der.oid(COMMON_NAME), der.text('federated-signon.iap-emulator.localhost'))),
  );
  const serial = der.integer(Buffer.from(`01${key.kid.slice(0, 14)}`, 'hex'));
  const validity = der.sequence(der.time(now - DAY), der.time(now + 30 * DAY));
  const spki = key.publicKey.export({ type: 'spki', format: 'der' });
  const body = der.sequence(serial, algorithm, name, validity, name, spki);
  const certificate = der.sequence(body, algorithm, der.bitString(sign('sha256', body, key.privateKey)));
  return pem(certificate);
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').replace(/.{1,64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}-----END CERTIFICATE-----\n`;
}
