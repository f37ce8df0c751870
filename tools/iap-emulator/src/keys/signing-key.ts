import { generateKeyPair, generateKeyPairSync, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { KeyObject } from 'node:crypto';

/** A key pair with the `kid` it is published under. Lives in memory only. */
export interface SigningKey {
  readonly kid: string;
  readonly alg: 'ES256' | 'RS256';
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** IAP's: P-256, with a `kid` of six base64url characters as IAP's have. */
export function makeIapKey(): SigningKey {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { kid: kidOfSix(), alg: 'ES256', ...pair };
}

/** Google's sign-in service's, or a service account's: RSA of 2048 bits, with a `kid` of 40 hex digits. */
export async function makeRsaKey(): Promise<SigningKey> {
  const pair = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return { kid: randomBytes(20).toString('hex'), alg: 'RS256', ...pair };
}

/** Six characters that never start with a dash, so that one can be pasted behind a command. */
function kidOfSix(): string {
  const kid = randomBytes(5).toString('base64url').slice(0, 6);
  return kid.startsWith('-') ? kidOfSix() : kid;
}
