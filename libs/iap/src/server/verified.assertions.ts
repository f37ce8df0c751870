import type { KeyObject } from 'node:crypto';
import type { IapJwtPayload } from './iap-jwt.payload.ts';

/** Assertions per generation; there are two. At some 2 KB each, the memory ends at about 2 MB. */
const GENERATION = 512;

/**
 * Characters at the end of an assertion by which it is looked up: 192 bits of its signature. Looking up by all of it
 * would hash all of it, which costs more than all the rest of recognising it.
 */
const KEY_LENGTH = 32;

export interface VerifiedAssertion {
  readonly assertion: string;
  readonly payload: IapJwtPayload;
  readonly kid: string;
  readonly key: KeyObject;
}

/**
 * Assertions whose signature was checked. What is found is compared whole. Kept in two generations: the older one is
 * forgotten as a whole when the younger one is full, which costs less than forgetting them one by one.
 */
export class VerifiedAssertions {
  private young = new Map<string, VerifiedAssertion>();
  private old = new Map<string, VerifiedAssertion>();

  get(assertion: string): VerifiedAssertion | undefined {
    const end = assertion.slice(-KEY_LENGTH);
    const verified = this.young.get(end) ?? this.old.get(end);
    return verified?.assertion === assertion ? verified : undefined;
  }

  add(verified: VerifiedAssertion): void {
    if (this.young.size >= GENERATION) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(verified.assertion.slice(-KEY_LENGTH), verified);
  }
}
