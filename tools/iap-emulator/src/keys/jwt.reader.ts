import { verify } from 'node:crypto';
import type { Claims } from './jwt.signer.ts';
import type { SigningKey } from './signing-key.ts';

/** A JWT that was taken apart and not yet believed. */
export interface UnverifiedJwt {
  readonly header: Claims;
  readonly claims: Claims;
  readonly signed: string;
  readonly signature: Buffer;
}

/** Longest token looked at, in characters; Google's are near 1,000. */
const MAX_LENGTH = 16_384;
const SHAPE = /^([\w-]+)\.([\w-]+)\.([\w-]*)$/;

/** Takes a compact JWS apart. `undefined` when it is none. */
export function readJwt(token: string): UnverifiedJwt | undefined {
  const parts = token.length <= MAX_LENGTH ? SHAPE.exec(token) : null;
  if (!parts) return undefined;
  const [, head = '', body = '', tail = ''] = parts;
  const [header, claims] = [readObject(head), readObject(body)];
  if (!header || !claims) return undefined;
  return { header, claims, signed: `${head}.${body}`, signature: Buffer.from(tail, 'base64url') };
}

/** Whether one of the keys made the RS256 signature. The algorithm is pinned; the token does not choose it. */
export function isSignedByRsa(jwt: UnverifiedJwt, keys: readonly SigningKey[]): boolean {
  if (jwt.header.alg !== 'RS256') return false;
  const key = keys.find(({ kid, alg }) => kid === jwt.header.kid && alg === 'RS256');
  return (
    key !== undefined && verify('sha256', Buffer.from(jwt.signed, 'ascii'), key.publicKey, jwt.signature)
  );
}

function readObject(part: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
