import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { IAP_ISSUER, IAP_JWT_HEADER } from '../iap.constants.ts';

/** Claims to write into an assertion; `undefined` leaves out one that would be there. */
export type IapTestClaims = Readonly<Record<string, unknown>>;

/** What a request through IAP carries. */
export type IapTestHeaders = Readonly<Record<typeof IAP_JWT_HEADER, string>>;

export interface IapTestIssuerOptions {
  /** The audience that the app under test expects. */
  readonly audience: string;
  /** Milliseconds since the epoch; default `Date.now`. */
  readonly now?: () => number;
}

/** Seconds. IAP's own assertions live as long. */
const LIFETIME_SECONDS = 600;

/** Signs assertions as IAP does, with a key of its own: real ES256, and the published set to check it with. */
export class IapTestIssuer {
  private readonly audience: string;
  private readonly now: () => number;
  private keys: readonly IapTestKey[] = [newKey()];

  constructor({ audience, now = Date.now }: IapTestIssuerOptions) {
    this.audience = audience;
    this.now = now;
  }

  /** An assertion for a service account. */
  serviceAccount(email: string, claims: IapTestClaims = {}): string {
    return this.sign({ ...this.claims(email), ...claims });
  }

  /** An assertion for a person with a Google account. */
  user(email: string, claims: IapTestClaims = {}): string {
    return this.sign({ ...this.claims(email), ...claims });
  }

  /** An assertion for somebody whom IAP did not ask. */
  anonymous(): string {
    const { sub: _sub, email: _email, ...claims } = this.claims('');
    return this.sign(claims);
  }

  /** The header of a service account's request, for supertest's `set`, `inject`'s `headers`, `fetch`. */
  asServiceAccount(email: string, claims?: IapTestClaims): IapTestHeaders {
    return { [IAP_JWT_HEADER]: this.serviceAccount(email, claims) };
  }

  /** The header of a person's request, likewise. */
  asUser(email: string, claims?: IapTestClaims): IapTestHeaders {
    return { [IAP_JWT_HEADER]: this.user(email, claims) };
  }

  /** The claims that IAP would write about this caller now. */
  claims(email: string): IapTestClaims {
    const iat = Math.floor(this.now() / 1000);
    const { audience: aud } = this;
    const sub = `accounts.google.com:${subjectOf(email)}`;
    return {
      iss: IAP_ISSUER,
      aud,
      azp: aud,
      sub,
      email,
      iat,
      exp: iat + LIFETIME_SECONDS,
      identity_source: 'GOOGLE',
    };
  }

  /** Signs anything with the newest key: the place for assertions that are wrong in one way. */
  sign(payload: IapTestClaims | string, header: IapTestClaims = {}): string {
    const protectedHeader = JSON.stringify({ alg: 'ES256', typ: 'JWT', kid: this.kid, ...header });
    const claims = typeof payload === 'string' ? payload : JSON.stringify(payload);
    const signed = [protectedHeader, claims].map((part) => Buffer.from(part).toString('base64url')).join('.');
    return `${signed}.${this.signatureOf(signed)}`;
  }

  /** The newest key's ES256 signature of a text, in base64url. */
  signatureOf(text: string): string {
    const { privateKey: key } = this.newest();
    return sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
  }

  /** Id of the newest key. */
  get kid(): string {
    return this.newest().kid;
  }

  /** Adds a key and signs with it from now on; the older ones stay published until {@link retireOldKeys}. */
  rotate(): void {
    this.keys = [newKey(), ...this.keys];
  }

  retireOldKeys(): void {
    this.keys = [this.newest()];
  }

  /** The public keys, as IAP publishes them. */
  jwks(): { readonly keys: readonly object[] } {
    return {
      keys: this.keys.map(({ kid, publicKey }) => ({
        ...publicKey.export({ format: 'jwk' }),
        kid,
        alg: 'ES256',
        use: 'sig',
      })),
    };
  }

  private newest(): IapTestKey {
    const [key] = this.keys;
    if (key === undefined) throw new RangeError('an issuer always has a key');
    return key;
  }
}

interface IapTestKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** As many digits as Google's, and always the same ones for one address. */
function subjectOf(email: string): string {
  const digest = createHash('sha256').update(email).digest();
  return `1${String(digest.readBigUInt64BE()).padStart(20, '0')}`;
}

function newKey(): IapTestKey {
  // 6 characters of base64url, as IAP's.
  return {
    kid: randomBytes(5).toString('base64url').slice(0, 6),
    ...generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  };
}
