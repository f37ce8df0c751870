import { type KeyObject, verify } from 'node:crypto';

const INTEGER = 0x02;
const SEQUENCE = 0x30;

/**
 * Checks an ES256 signature (ECDSA on P-256 with SHA-256) synchronously.
 *
 * Node takes raw signatures too (`dsaEncoding: 'ieee-p1363'`), but only in an options object that costs 1.47 times the
 * bare key on Node 24; hence the conversion here.
 * @param signature r‖s, exactly 64 bytes (RFC 7518, section 3.4)
 */
export function isEs256Signature(signed: string, signature: Buffer, key: KeyObject): boolean {
  return verify('sha256', Buffer.from(signed, 'latin1'), key, derOf(signature));
}

/** r‖s as the DER `SEQUENCE { INTEGER r, INTEGER s }` that OpenSSL reads (RFC 3279, section 2.2.3). */
export function derOf(signature: Buffer): Buffer {
  const rStart = firstByte(signature, 0, 32);
  const sStart = firstByte(signature, 32, 64);
  const rPad = isNegative(signature, rStart) ? 1 : 0;
  const sPad = isNegative(signature, sStart) ? 1 : 0;
  const rLength = 32 - rStart + rPad;
  const sLength = 64 - sStart + sPad;
  const der = Buffer.allocUnsafe(6 + rLength + sLength);
  der[0] = SEQUENCE;
  der[1] = 4 + rLength + sLength;
  der[2] = INTEGER;
  der[3] = rLength;
  der[4] = 0;
  signature.copy(der, 4 + rPad, rStart, 32);
  der[4 + rLength] = INTEGER;
  der[5 + rLength] = sLength;
  der[6 + rLength] = 0;
  signature.copy(der, 6 + rLength + sPad, sStart, 64);
  return der;
}

/** Where the integer really starts: DER allows no leading zero bytes, but zero itself has one. */
function firstByte(bytes: Buffer, start: number, end: number): number {
  let i = start;
  while (i < end - 1 && bytes[i] === 0) i++;
  return i;
}

/** DER integers are signed: a set top bit needs a zero byte in front. */
function isNegative(bytes: Buffer, at: number): boolean {
  return ((bytes[at] ?? 0) & 0x80) !== 0;
}
