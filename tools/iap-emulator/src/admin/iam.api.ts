import { randomBytes } from 'node:crypto';
import type { Manifest } from '../manifest/manifest.ts';
import { signJwt } from '../keys/jwt.signer.ts';
import { signIdToken } from '../metadata/id-token.ts';
import { callerOf } from '../policy/caller.ts';
import { textIn } from './admin.call.ts';
import type { AdminCall, AdminMethod, JsonObject } from './admin.call.ts';
import { GoogleError } from './google.error.ts';

const ACCOUNT = '^/v1/projects/[^/]+/serviceAccounts/(?<account>[^/:]+)';
/** Seconds. Source: IAM Credentials API v1, `generateAccessToken` and `signJwt`. */
const ACCESS_TOKEN_LIFE = 3_600;
const LONGEST_JWT = 43_200;

/** IAM API v1 and IAM Service Account Credentials API v1: the service accounts that the manifest names, and tokens of them. */
export const iamMethods: readonly AdminMethod[] = [
  { method: 'GET', path: new RegExp(`${ACCOUNT}$`), run: (call) => describe(call, accountOf(call)) },
  {
    method: 'GET',
    path: /^\/v1\/projects\/[^/]+\/serviceAccounts$/,
    run: (call) => ({ accounts: accountsIn(call.context.manifest).map((email) => describe(call, email)) }),
  },
  { method: 'POST', path: new RegExp(`${ACCOUNT}:generateIdToken$`), run: generateIdToken },
  { method: 'POST', path: new RegExp(`${ACCOUNT}:generateAccessToken$`), run: generateAccessToken },
  { method: 'POST', path: new RegExp(`${ACCOUNT}:signJwt$`), run: signForAccount },
];

async function generateIdToken(call: AdminCall): Promise<object> {
  const { context, body } = call;
  const account = accountOf(call);
  const audience = textIn(body, 'audience') ?? '';
  if (audience === '') throw new GoogleError('INVALID_ARGUMENT', 'Audience field is required.');
  const terms = { audience, now: Math.floor(context.now() / 1000), withEmail: body.includeEmail === true };
  return { token: signIdToken(await context.keys.google(), callerOf(account), terms) };
}

/** Of the right shape. IAP takes none, and whoever else takes it takes any. */
function generateAccessToken(call: AdminCall): object {
  accountOf(call);
  const accessToken = `ya29.emulator.${randomBytes(48).toString('base64url')}`;
  const expires = new Date(call.context.now() + ACCESS_TOKEN_LIFE * 1000).toISOString();
  return { accessToken, expireTime: expires.replace(/\.\d+Z$/, 'Z') };
}

async function signForAccount(call: AdminCall): Promise<object> {
  const { context, body } = call;
  const account = accountOf(call);
  const claims = claimsIn(textIn(body, 'payload') ?? '');
  const { exp } = claims;
  const now = Math.floor(context.now() / 1000);
  if (exp !== undefined && (typeof exp !== 'number' || exp <= now || exp > now + LONGEST_JWT))
    throw new GoogleError('INVALID_ARGUMENT', "The payload's exp must be at most 12 hours in the future.");
  const key = await context.keys.serviceAccount(account);
  return { keyId: key.kid, signedJwt: signJwt(key, claims) };
}

function claimsIn(payload: string): JsonObject {
  try {
    const claims: unknown = JSON.parse(payload);
    if (typeof claims === 'object' && claims !== null && !Array.isArray(claims)) return claims as JsonObject;
  } catch {
    // Told below, without the parser's quotation.
  }
  throw new GoogleError('INVALID_ARGUMENT', 'The payload must be a JSON object of claims.');
}

function accountsIn({ services }: Manifest): string[] {
  const members = Object.values(services).flatMap(({ callers }) => callers);
  const callers = members.filter((member) => member.startsWith('serviceAccount:'));
  const own = Object.values(services).map(({ serviceAccount }) => serviceAccount);
  return [...new Set([...own, ...callers.map((member) => member.slice('serviceAccount:'.length))])];
}

function accountOf({ context, at }: AdminCall): string {
  const account = accountsIn(context.manifest).find(
    (email) => email.toLowerCase() === at.account?.toLowerCase(),
  );
  if (account === undefined)
    throw new GoogleError('NOT_FOUND', `Unknown service account ${at.account ?? ''}.`);
  return account;
}

function describe({ context }: AdminCall, email: string): object {
  const { id } = context.manifest.project;
  const { subject } = callerOf(email);
  return {
    name: `projects/${id}/serviceAccounts/${email}`,
    projectId: id,
    uniqueId: subject,
    oauth2ClientId: subject,
    email,
  };
}
