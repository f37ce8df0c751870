import type { IapClientModuleOptions } from './iap-client.options.ts';
import { isLoopback } from './upstream.ts';

const OAUTH_CLIENT_ID = /^[\w-]+\.apps\.googleusercontent\.com$/;
const FIND_CLIENT_ID = "gcloud app describe --format='value(iap.oauth2ClientId)'";
const EMAIL = /^[^\s/@]+@[^\s/@]+\.[^\s/@]+$/;

/** What is wrong with what the options say about the caller's identity, each with what to write. */
export function credentialsFaults({ targetAudience, credentials }: IapClientModuleOptions): string[] {
  if (credentials === undefined) return targetAudienceFaults(targetAudience);
  if (typeof credentials !== 'object' || (credentials as unknown) === null) {
    return ["credentials must be an object: { type: 'id-token' | 'service-account-jwt', … }."];
  }
  if (targetAudience !== undefined) {
    return ['targetAudience and credentials exclude each other: put targetAudience into credentials.'];
  }
  const common = [...principalFaults(credentials.targetPrincipal), ...iamUrlFaults(credentials.iamUrl)];
  switch (credentials.type) {
    case 'id-token':
      return [...targetAudienceFaults(credentials.targetAudience), ...common];
    case 'service-account-jwt':
      return [
        ...common,
        ...keyFaults(credentials.key, credentials.targetPrincipal),
        ...strayAudience(credentials),
      ];
    default:
      return ["credentials.type must be 'id-token' or 'service-account-jwt'."];
  }
}

function targetAudienceFaults(audience: unknown): string[] {
  const wanted = `set the OAuth client id that IAP signs people in with (${FIND_CLIENT_ID}).`;
  if (typeof audience !== 'string' || audience === '') return [`targetAudience is missing: ${wanted}`];
  if (OAUTH_CLIENT_ID.test(audience)) return [];
  if (/^https?:/i.test(audience)) {
    return [
      `targetAudience is a URL, which is the audience of another credential: ${wanted} ` +
        "For a JWT with the URL as audience: credentials: { type: 'service-account-jwt' }.",
    ];
  }
  if (audience.startsWith('/projects/')) {
    return [`targetAudience is the audience of IAP's assertion, which is for the server to check: ${wanted}`];
  }
  return [`targetAudience is no OAuth client id (*.apps.googleusercontent.com): ${wanted}`];
}

/** Someone who sets one here has an ID token in mind. */
function strayAudience(credentials: object): string[] {
  return 'targetAudience' in credentials
    ? [
        "credentials.targetAudience is for type 'id-token': a service account JWT has the upstream's URL as audience, " +
          'which is taken from baseURL.',
      ]
    : [];
}

function principalFaults(principal: unknown): string[] {
  if (principal === undefined || (typeof principal === 'string' && EMAIL.test(principal))) return [];
  return [
    'targetPrincipal is no email of a service account: write NAME@PROJECT.iam.gserviceaccount.com, without serviceAccount:.',
  ];
}

function iamUrlFaults(iamUrl: unknown): string[] {
  if (iamUrl === undefined) return [];
  const url = typeof iamUrl === 'string' ? URL.parse(iamUrl) : null;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  return isSafe
    ? []
    : ['iamUrl must be an https URL (http is for loopback only): an access token is sent to it.'];
}

function keyFaults(key: unknown, principal: unknown): string[] {
  if (key === undefined) return [];
  if (principal !== undefined)
    return ['key and targetPrincipal exclude each other: a key speaks for its own account.'];
  const whole =
    typeof key === 'object' &&
    key !== null &&
    ['client_email', 'private_key'].every((name) => typeof Reflect.get(key, name) === 'string');
  return whole ? [] : ['key must have client_email and private_key, as in a key file of a service account.'];
}
