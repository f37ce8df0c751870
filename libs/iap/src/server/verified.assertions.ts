import type { KeyObject } from 'node:crypto';
import { deepFreeze } from './deep-freeze.ts';
import type { IapJwtPayload } from './iap-jwt.payload.ts';

/** Assertions per generation; there are two. At some 2 KB for a usual one, the memory ends at about 2 MB. */
const GENERATION = 512;

/** Fingerprints of what was verified once, one per slot; a power of two. */
const SLOTS = 4096;

/**
 * Characters of the signature that make the fingerprint: 48 bits, mixed to 30, as many as V8 holds without a heap number.
 * The very last character has bits that say nothing.
 */
const FINGERPRINT_LENGTH = 8;

/** Characters. A longer one is verified each time: with the longest of all, the memory would end at 20 MB. */
const MAX_LENGTH = 2048;

export interface VerifiedAssertion {
  readonly assertion: string;
  readonly payload: IapJwtPayload;
  readonly kid: string;
  readonly key: KeyObject;
}

/**
 * Assertions whose signature was checked more than once. Whether IAP hands one assertion to an app several times is not
 * known: where it does not, nothing is held, and only a fingerprint is written. What is found is compared whole. Kept in
 * two generations: the older one is forgotten as a whole when the younger one is full, which costs less than forgetting
 * them one by one.
 */
export class VerifiedAssertions {
  private readonly seenOnce = new Int32Array(SLOTS);
  private young = new Map<number, VerifiedAssertion>();
  private old = new Map<number, VerifiedAssertion>();

  get(assertion: string): VerifiedAssertion | undefined {
    if (this.young.size === 0) return undefined;
    const print = fingerprintOf(assertion);
    const verified = this.young.get(print) ?? this.old.get(print);
    return verified?.assertion === assertion ? verified : undefined;
  }

  /** To be called each time that a signature was checked and found right. */
  add(assertion: string, payload: IapJwtPayload, kid: string, key: KeyObject): void {
    if (assertion.length > MAX_LENGTH) return;
    const print = fingerprintOf(assertion);
    const slot = print & (SLOTS - 1);
    if (this.seenOnce[slot] !== print) {
      this.seenOnce[slot] = print;
      return;
    }
    if (this.young.size >= GENERATION) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(print, { assertion, payload: deepFreeze(payload), kid, key });
  }

  /** Forgets one that does not hold any more. */
  delete(assertion: string): void {
    const print = fingerprintOf(assertion);
    this.young.delete(print);
    this.old.delete(print);
  }
}

function fingerprintOf(assertion: string): number {
  const end = assertion.length - 1;
  let print = 0;
  for (let at = end - FINGERPRINT_LENGTH; at < end; at++) {
    print = (Math.imul(print, 61) + assertion.charCodeAt(at)) & 0x3fffffff;
  }
  return print;
}
