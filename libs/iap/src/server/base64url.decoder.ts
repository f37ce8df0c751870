import { isUtf8 } from 'node:buffer';

/** By `length % 4`: the last characters whose bits all say something, so that one byte string has one spelling. */
const LAST_CHARACTERS = [
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
  '',
  'AQgw',
  'AEIMQUYcgkosw048',
] as const;

/** What a decoder writes in the place of bytes that are no UTF-8. */
const REPLACEMENT = '\uFFFD';

/**
 * Written over by every call: what is decoded here is read at once, and allocating a buffer for each part of each assertion
 * costs more than decoding it.
 */
const scratch = Buffer.allocUnsafeSlow(8192);

/** @param text letters of the base64url alphabet (RFC 4648, section 5), at least one */
export function isCanonical(text: string): boolean {
  const lasts = LAST_CHARACTERS[text.length & 3] ?? '';
  return lasts.includes(text.charAt(text.length - 1));
}

/**
 * @param text canonical base64url, at most 8,192 characters
 * @returns undefined when the bytes are no UTF-8
 */
export function utf8OfBase64url(text: string): string | undefined {
  const length = scratch.write(text, 'base64url');
  const decoded = scratch.toString('utf8', 0, length);
  const isDoubtful = decoded.includes(REPLACEMENT);
  return isDoubtful && !isUtf8(scratch.subarray(0, length)) ? undefined : decoded;
}
