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
  // Two that cost the most: as long as is looked at, and nothing wrong before their claims.
  { name: 'deepest payload', make: (_, good) => withPayload(good, deepest) },
  { name: 'most members', make: (_, good) => withPayload(good, mostMembers) },
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

/** The longest assertion that is looked at has 8,192 characters. */
const PAYLOAD_BYTES = 5900;

/** What JSON takes longest to read, byte by byte: an object in a list in an object … */
const deepest = nested(Math.floor(PAYLOAD_BYTES / 8));

const mostMembers = JSON.stringify(
  Object.fromEntries(Array.from({ length: PAYLOAD_BYTES / 9 }, (_, n) => [`m${n.toString(36)}`, 1])),
);

function nested(depth: number): string {
  return '{"a":['.repeat(depth) + '1' + ']}'.repeat(depth);
}

/** With the signature of another one: whoever looks at that first, refuses for it. */
function withPayload(good: string, payload: string): string {
  const header = good.slice(0, good.indexOf('.'));
  return `${header}.${Buffer.from(payload).toString('base64url')}.${signatureOf(good)}`;
}

function isBySameKey(one: string, other: string): boolean {
  return one.slice(0, one.indexOf('.')) === other.slice(0, other.indexOf('.'));
}

function payloadOf(assertion: string): string {
  return assertion.slice(assertion.indexOf('.') + 1, assertion.lastIndexOf('.'));
}

function signatureOf(assertion: string): string {
  return assertion.slice(assertion.lastIndexOf('.') + 1);
}
