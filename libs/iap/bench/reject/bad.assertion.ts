import { randomBytes } from 'node:crypto';
import { type AssertionMint, base64urlOf } from '../assertion.mint.ts';

/** What an attacker, a scanner or a broken client sends. `make` gives a new one each time, as long as IAP's own. */
export interface BadAssertion {
  readonly name: string;
  /** Only those that look for the key themselves can be asked. */
  readonly isAboutTheKey?: boolean;
  readonly make: (mint: AssertionMint, good: string) => string;
}

const HEADER_KB = 100;

export const BAD_ASSERTIONS: readonly BadAssertion[] = [
  { name: 'garbage', make: (_, good) => randomBytes(good.length).toString('base64').slice(0, good.length) },
  {
    name: 'alg: none',
    make: (_, good) => `${base64urlOf({ alg: 'none', typ: 'JWT' })}.${payloadOf(good)}.`,
  },
  {
    name: 'unknown kid',
    isAboutTheKey: true,
    make: (_, good) => {
      const header = { alg: 'ES256', typ: 'JWT', kid: randomBytes(6).toString('base64url').slice(0, 6) };
      return `${base64urlOf(header)}.${payloadOf(good)}.${signatureOf(good)}`;
    },
  },
  {
    name: `${HEADER_KB} KB header`,
    make: (mint, good) => {
      const x = randomBytes(HEADER_KB * 512).toString('hex');
      const header = { alg: 'ES256', typ: 'JWT', kid: mint.keys[0]?.kid, x };
      return `${base64urlOf(header)}.${payloadOf(good)}.${signatureOf(good)}`;
    },
  },
  { name: 'expired', make: (mint) => mint.mint(1, 3600)[0] ?? '' },
  {
    name: 'forged signature',
    make: (mint, good) => {
      const lastDot = good.lastIndexOf('.');
      return (
        good.slice(0, lastDot) + (mint.mint(3).find((other) => isBySameKey(other, good)) ?? '').slice(lastDot)
      );
    },
  },
];

function isBySameKey(one: string, other: string): boolean {
  return one.slice(0, one.indexOf('.')) === other.slice(0, other.indexOf('.'));
}

function payloadOf(assertion: string): string {
  return assertion.slice(assertion.indexOf('.') + 1, assertion.lastIndexOf('.'));
}

function signatureOf(assertion: string): string {
  return assertion.slice(assertion.lastIndexOf('.') + 1);
}
