import type { EmulatorContext } from '../emulator.context.ts';
import { jsonAnswer, textAnswer } from '../net/answer.ts';
import type { Answer } from '../net/answer.ts';
import { GOOGLE, IAP } from './key-ring.ts';
import type { KeyRing } from './key-ring.ts';
import { certificateMapOf, jwksOf, pemMapOf } from './published-keys.ts';

/** Where whole key sets are published; each service account has two more. */
export const KEY_ADDRESSES = [
  '/iap/verify/public_key',
  '/iap/verify/public_key-jwk',
  '/oauth2/v3/certs',
  '/oauth2/v1/certs',
] as const;
const SERVICE_ACCOUNT = /^\/service_accounts\/v1\/(jwk|metadata\/x509)\/([\w.+-]+)(?:@|%40)([\w.-]+)$/i;

/** Answers at the addresses of the keys, as well as a fault lets it. */
export async function answerKeys(path: string, context: EmulatorContext): Promise<Answer | undefined> {
  const fault = context.faults.of('keys');
  if (fault === 'down') return undefined;
  if (fault === 'unavailable') return textAnswer(503, 'Service Unavailable');
  const published = await publishedAt(path, context.keys, context.now());
  if (!published) return textAnswer(404, 'Not Found');
  const maxAge = context.settings.keys_max_age_seconds;
  return jsonAnswer(published, { 'cache-control': `public, max-age=${maxAge}` });
}

/** The key sets by the path that Google publishes them under. `undefined` where there is none. */
async function publishedAt(path: string, keys: KeyRing, now: number): Promise<object | undefined> {
  switch (path) {
    case '/iap/verify/public_key':
      return pemMapOf(keys.publishedOf(IAP));
    case '/iap/verify/public_key-jwk':
      return jwksOf(keys.publishedOf(IAP));
    case '/oauth2/v3/certs':
      await keys.google();
      return jwksOf(keys.publishedOf(GOOGLE));
    case '/oauth2/v1/certs':
      await keys.google();
      return certificateMapOf(keys.publishedOf(GOOGLE), now);
    default:
      return serviceAccountAt(path, keys, now);
  }
}

function serviceAccountAt(path: string, keys: KeyRing, now: number): object | undefined {
  const [, format, name, domain] = SERVICE_ACCOUNT.exec(path) ?? [];
  if (name === undefined || domain === undefined) return undefined;
  const published = keys.publishedOf(`${name}@${domain}`);
  return format === 'jwk' ? jwksOf(published) : certificateMapOf(published, now);
}
