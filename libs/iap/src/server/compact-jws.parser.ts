import { isCanonical, utf8OfBase64url } from './base64url.decoder.ts';
import { SIGNATURE_LENGTH } from './es256.signature.ts';
import { assertIapHeader } from './jose-header.rules.ts';
import { IapJwtInvalidError } from './iap-server.errors.ts';
import { type JsonObject, parseJsonObject } from './json-object.parser.ts';
import { KnownHeaders } from './known.headers.ts';

/** Longest assertion that is looked at, in characters. IAP's own have about 700; 8 KiB leaves room for propagated attributes. */
export const MAX_ASSERTION_LENGTH = 8192;

/** A JWS in compact form whose header is IAP's, taken apart and not yet verified. */
export interface CompactJws {
  readonly kid: string;
  /** `header.payload` as it was signed, ASCII. */
  readonly signed: string;
  /** Base64url, with one spelling for each byte string. */
  readonly payload: string;
  /** r‖s, 64 bytes in base64url. */
  readonly signature: string;
}

const THREE_PARTS = /^[\w-]+\.[\w-]+\.[\w-]+$/;

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
  const kid = kidOf(assertion, firstDot);
  const payload = assertion.slice(firstDot + 1, lastDot);
  const signature = assertion.slice(lastDot + 1);
  if (!isCanonical(payload) || !isCanonical(signature)) throw new IapJwtInvalidError('not-compact-jws');
  if (signature.length !== SIGNATURE_LENGTH) throw new IapJwtInvalidError('signature-length');
  return { kid, signed: assertion.slice(0, lastDot), payload, signature };
}

/**
 * Reads a part of an assertion as the JSON object that it has to be.
 * @throws {@link IapJwtInvalidError} `header-…` or `payload-…`
 */
export function jsonObjectIn(part: string, name: 'header' | 'payload'): JsonObject {
  const text = utf8OfBase64url(part);
  const object = text === undefined ? 'not-json' : parseJsonObject(text);
  if (typeof object === 'string') throw new IapJwtInvalidError(`${name}-${object}`);
  return object;
}

/**
 * IAP writes the same header with every assertion of one key, and has a few keys. A header alone decides what its key id
 * is: remembering saves reading it again, and trusts nobody.
 */
const known = new KnownHeaders();

function kidOf(assertion: string, firstDot: number): string {
  const remembered = known.kidOf(assertion);
  if (remembered !== undefined) return remembered;
  const header = assertion.slice(0, firstDot);
  if (!isCanonical(header)) throw new IapJwtInvalidError('not-compact-jws');
  const { kid } = assertIapHeader(jsonObjectIn(header, 'header'));
  known.add(header, kid);
  return kid;
}
