import { generateKeyPairSync, sign } from 'node:crypto';

export const AUDIENCE = '123456789012-quotes.apps.googleusercontent.com';
export const CALLER = 'web-sa@quotes-demo.iam.gserviceaccount.com';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
let serial = 0;

/** An audience of its own, and so a token provider of its own: those live as long as the process. */
export function freshAudience(): string {
  return `${(serial += 1)}-fresh.apps.googleusercontent.com`;
}

/** An ID token as the metadata server hands it out, each one different; `claims` override the right ones. */
export function mintIdToken(claims: object = {}, now = Date.now()): string {
  const iat = Math.floor(now / 1000);
  const payload = {
    iss: 'https://accounts.google.com',
    aud: AUDIENCE,
    sub: '110532853671892060667',
    email: CALLER,
    email_verified: true,
    iat,
    exp: iat + 3600,
    serial: (serial += 1),
    ...claims,
  };
  const signed = `${encode({ alg: 'RS256', kid: 'test', typ: 'JWT' })}.${encode(payload)}`;
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url')}`;
}
