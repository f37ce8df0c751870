import { type KeyObject, verify } from 'node:crypto';

const INTEGER = 0x02;
const SEQUENCE = 0x30;

/**
 * Written over by every check: the check is synchronous, and allocating three buffers for each costs the garbage
 * collector more than filling them. Room for the longest assertion, r‖s, and r and s in DER.
 */
const signedBytes = Buffer.allocUnsafeSlow(8192);
const rawBytes = Buffer.allocUnsafeSlow(64);
const derBytes = Buffer.allocUnsafeSlow(72);

/** r‖s in base64url. Source: RFC 7518, section 3.4; RFC 7515, section 2. */
export const SIGNATURE_LENGTH = 86;

/** Views are kept as well: the assertions of one caller have one length, and DER signatures one of three, nearly always. */
let signedView = signedBytes.subarray(0);
const derViews = Array.from({ length: derBytes.length + 1 }, (_, length) => derBytes.subarray(0, length));

/**
 * Checks an ES256 signature (ECDSA on P-256 with SHA-256) synchronously.
 *
 * Node takes raw signatures too (`dsaEncoding: 'ieee-p1363'`), but only in an options object that costs 1.47 times the
 * bare key on Node 24; hence the conversion here.
 * @param signed ASCII; longer than 8,192 characters counts as not signed
 * @param signature r‖s in canonical base64url; of any other length than 86 characters, it signs nothing
 */
export function isEs256Signature(signed: string, signature: string, key: KeyObject): boolean {
  // What did not fit, or did not fill its buffer, would be judged by what another assertion left there.
  if (signed.length > signedBytes.length || signature.length !== SIGNATURE_LENGTH) return false;
  const length = signedBytes.write(signed, 'latin1');
  if (signedView.length !== length) signedView = signedBytes.subarray(0, length);
  rawBytes.write(signature, 'base64url');
  return verify('sha256', signedView, key, derOf(rawBytes));
}

/**
 * r‖s as the DER `SEQUENCE { INTEGER r, INTEGER s }` that OpenSSL reads (RFC 3279, section 2.2.3).
 * @returns bytes that the next call writes over
 */
export function derOf(signature: Buffer): Buffer {
  const sAt = writeInteger(signature, 0, 2);
  const end = writeInteger(signature, 32, sAt);
  derBytes[0] = SEQUENCE;
  derBytes[1] = end - 2;
  return derViews[end] ?? derBytes;
}

/** @returns where the next value begins */
function writeInteger(signature: Buffer, start: number, at: number): number {
  // DER allows no leading zero bytes, but zero itself has one; a set top bit would make the integer negative.
  let first = start;
  while (first < start + 31 && signature[first] === 0) first++;
  const pad = (signature[first] ?? 0) >> 7;
  const length = start + 32 - first + pad;
  derBytes[at] = INTEGER;
  derBytes[at + 1] = length;
  derBytes[at + 2] = 0;
  signature.copy(derBytes, at + 2 + pad, first, start + 32);
  return at + 2 + length;
}
