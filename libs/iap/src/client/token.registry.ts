import { createHash } from 'node:crypto';

import { observe, tokenCounters } from './client.telemetry.ts';
import type { IapCredentials } from './credentials.option.ts';
import { idTokenSource } from './id-token.source.ts';
import { serviceAccountJwtSource } from './service-account-jwt.source.ts';
import { systemTiming } from './timing.ts';
import { TokenProvider } from './token.provider.ts';
import type { TokenSource } from './token.source.ts';

const providers = new Map<string, TokenProvider>();

/**
 * The one provider of this process for one kind of token, caller and audience: clients that need the same token share
 * it and its renewals.
 *
 * @param origin of the upstream: the audience of a service account JWT
 */
export function tokenProviderFor(credentials: IapCredentials, origin: string): TokenProvider {
  const source = sourceOf(credentials, origin);
  const name = JSON.stringify([source.type, source.audience, callerOf(credentials), credentials.iamUrl]);
  let provider = providers.get(name);
  if (!provider) {
    provider = new TokenProvider(source, systemTiming, tokenCounters);
    providers.set(name, provider);
    observe(provider);
  }
  return provider;
}

function sourceOf(credentials: IapCredentials, origin: string): TokenSource {
  return credentials.type === 'id-token'
    ? idTokenSource(credentials)
    : serviceAccountJwtSource(`${origin}/*`, credentials);
}

/** Names whom the tokens speak for, without the secret. */
function callerOf(credentials: IapCredentials): unknown {
  const key = credentials.type === 'service-account-jwt' ? credentials.key : undefined;
  // `private_key_id` may be missing: the key itself tells one from another.
  return key ? [key.client_email, hashOf(key.private_key)] : credentials.targetPrincipal;
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
