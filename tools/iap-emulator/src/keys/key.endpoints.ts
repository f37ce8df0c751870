import type { KeyRing } from './key-ring.ts';
import { certificateMapOf, jwksOf, pemMapOf } from './published-keys.ts';

const SERVICE_ACCOUNT = /^\/service_accounts\/v1\/(jwk|metadata\/x509)\/([\w.+-]+)(?:@|%40)([\w.-]+)$/i;

/** The key sets by the path that Google publishes them under. `undefined` where there is none. */
export async function publishedAt(path: string, keys: KeyRing, now: number): Promise<object | undefined> {
  switch (path) {
    case '/iap/verify/public_key':
      return pemMapOf([keys.iap]);
    case '/iap/verify/public_key-jwk':
      return jwksOf([keys.iap]);
    case '/oauth2/v3/certs':
      return jwksOf([await keys.google()]);
    case '/oauth2/v1/certs':
      return certificateMapOf([await keys.google()], now);
    default:
      return serviceAccountAt(path, keys, now);
  }
}

function serviceAccountAt(path: string, keys: KeyRing, now: number): object | undefined {
  const [, format, name, domain] = SERVICE_ACCOUNT.exec(path) ?? [];
  if (name === undefined || domain === undefined) return undefined;
  const published = keys.keysOf(`${name}@${domain}`);
  return format === 'jwk' ? jwksOf(published) : certificateMapOf(published, now);
}
