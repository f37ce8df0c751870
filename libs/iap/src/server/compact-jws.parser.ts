import { assertIapHeader } from './jose-header.rules.ts';
import { IapJwtInvalidError } from './iap-server.errors.ts';
import { type JsonObject, parseJsonObject } from './json-object.parser.ts';

/** Longest assertion that is looked at, in characters. IAP's own have about 700; 8 KiB leaves room for propagated attributes. */
export const MAX_ASSERTION_LENGTH = 8192;

/** A JWS in compact form whose header is IAP's, taken apart and not yet verified. */
export interface CompactJws {
  readonly kid: string;
  /** `header.payload` as it was signed, ASCII. */
  readonly signed: string;
  readonly payload: Buffer;
  /** r‖s, 64 bytes. */
  readonly signature: Buffer;
}

const THREE_PARTS = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Bits of the last character that carry nothing, by `length % 4`, and must be zero: one byte string has one spelling. */
const LAST_CHARACTER = [/[\w-]$/, /$^/, /[AQgw]$/, /[AEIMQUYcgkosw048]$/] as const;

/** ES256 signatures are r‖s of 32 bytes each. Source: RFC 7518, section 3.4. */
const SIGNATURE_BYTES = 64;

/**
 * Takes an assertion apart, cheapest check first; no key is looked at.
 * @throws {@link IapJwtInvalidError} for anything but one JWS in compact form with a header that IAP could have written
 */
export function parseCompactJws(assertion: string): CompactJws {
  if (assertion.length === 0) throw new IapJwtInvalidError('assertion-empty');
  if (assertion.length > MAX_ASSERTION_LENGTH) throw new IapJwtInvalidError('assertion-too-long');
  if (!THREE_PARTS.test(assertion)) throw new IapJwtInvalidError('not-compact-jws');
  const firstDot = assertion.indexOf('.');
  const lastDot = assertion.lastIndexOf('.');
  const kid = kidOf(assertion.slice(0, firstDot));
  const payload = decode(assertion.slice(firstDot + 1, lastDot));
  const signature = decode(assertion.slice(lastDot + 1));
  if (signature.length !== SIGNATURE_BYTES) throw new IapJwtInvalidError('signature-length');
  return { kid, signed: assertion.slice(0, lastDot), payload, signature };
}

/**
 * IAP writes the same header with every assertion of one key, so the last few are remembered. A header alone decides what
 * its key id is: remembering saves reading it again, and trusts nobody.
 */
const knownHeaders = new Map<string, string>();
const MAX_KNOWN_HEADERS = 16;

function kidOf(header: string): string {
  let kid = knownHeaders.get(header);
  if (kid !== undefined) return kid;
  ({ kid } = assertIapHeader(headerOf(decode(header))));
  if (knownHeaders.size >= MAX_KNOWN_HEADERS) knownHeaders.clear();
  knownHeaders.set(header, kid);
  return kid;
}

function decode(part: string): Buffer {
  if (!LAST_CHARACTER[part.length & 3]?.test(part)) throw new IapJwtInvalidError('not-compact-jws');
  return Buffer.from(part, 'base64url');
}

function headerOf(bytes: Buffer): JsonObject {
  const header = parseJsonObject(bytes);
  if (typeof header === 'string') throw new IapJwtInvalidError(`header-${header}`);
  return header;
}
