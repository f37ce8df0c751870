import { generateKeyPairSync, randomBytes, sign, type JsonWebKey, type KeyObject } from 'node:crypto';

/** The app that the assertions are meant for, and the one caller it admits. */
export const AUDIENCE = '/projects/123456789012/apps/quotes-demo';
export const CALLER = 'web-sa@quotes-demo.iam.gserviceaccount.com';
export const ISSUER = 'https://cloud.google.com/iap';

/** IAP rotates its keys, and several are in use at a time. */
const KEYS = 3;

/** Seconds. */
const LIFETIME = 600;

export interface MintKey {
  readonly kid: string;
  /** The header of the assertions that this key signs, as it stands in them: base64url. */
  readonly header: string;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** Makes assertions as IAP does: ES256, several keys, about 670 characters, no two alike. */
export class AssertionMint {
  readonly keys: readonly MintKey[] = Array.from({ length: KEYS }, newKey);
  private serial = 0;

  /** @param ageSeconds how long ago they were issued; over 630 makes them expired */
  mint(count: number, ageSeconds = 0): string[] {
    const iat = Math.floor(Date.now() / 1000) - ageSeconds;
    return Array.from({ length: count }, () => {
      const key = this.keys[++this.serial % KEYS];
      if (key === undefined) throw new RangeError('a mint has keys');
      return signed(key, claims(this.serial, iat));
    });
  }

  /** An assertion by a key that nobody published. */
  mintUnpublished(): string {
    return signed(newKey(), claims(++this.serial, Math.floor(Date.now() / 1000)));
  }

  /** The public half, as IAP publishes it. */
  jwks(): { readonly keys: JsonWebKey[] } {
    return {
      keys: this.keys.map(({ kid, publicKey }) => ({
        ...publicKey.export({ format: 'jwk' }),
        kid,
        alg: 'ES256',
        use: 'sig',
      })),
    };
  }
}

export function base64urlOf(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function claims(serial: number, iat: number): object {
  return {
    aud: AUDIENCE,
    azp: AUDIENCE,
    email: CALLER,
    exp: iat + LIFETIME,
    google: { access_levels: ['accessPolicies/518551280924/accessLevels/recentSecureConnectData'] },
    iat,
    identity_source: 'GOOGLE',
    iss: ISSUER,
    sub: `accounts.google.com:1${String(serial).padStart(20, '0')}`,
  };
}

function signed({ header, privateKey }: MintKey, payload: object): string {
  const data = `${header}.${base64urlOf(payload)}`;
  const signature = sign('sha256', Buffer.from(data), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${data}.${signature.toString('base64url')}`;
}

function newKey(): MintKey {
  const kid = randomBytes(6).toString('base64url').slice(0, 6);
  const header = base64urlOf({ alg: 'ES256', typ: 'JWT', kid });
  return { kid, header, ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) };
}
