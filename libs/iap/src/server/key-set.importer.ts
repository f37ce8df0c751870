import { KeyObject } from 'node:crypto';

/** What one published key can be used for here: `undefined` marks a key that is not one for checking ES256 signatures. */
export type KeySet = ReadonlyMap<string, KeyObject | undefined>;

/** IAP publishes a handful. */
const MAX_KEYS = 100;

/**
 * Imports a JWK set once, so that no request ever does. jose decides which keys may check an ES256 signature: by `kty`,
 * `crv`, `alg`, `use`, `key_ops`, and whether a `kid` names exactly one key.
 * @returns undefined when the text is no JWK set with at least one usable key
 */
export async function importKeySet(text: string): Promise<KeySet | undefined> {
  const jwks = jwksOf(text);
  if (jwks === undefined) return undefined;
  // Loaded with the first keys, not with the module: it is no part of the way to listening.
  const { createLocalJWKSet } = await import('jose');
  const keySet = new Map<string, KeyObject | undefined>();
  try {
    const keyFor = createLocalJWKSet(jwks);
    for (const { kid } of jwks.keys) {
      if (typeof kid !== 'string') continue;
      const key = await keyFor({ alg: 'ES256', kid }).catch(() => undefined);
      keySet.set(kid, key && KeyObject.from(key));
    }
  } catch {
    return undefined;
  }
  return [...keySet.values()].some((key) => key !== undefined) ? keySet : undefined;
}

interface JwkSet {
  keys: { kid?: unknown }[];
}

function jwksOf(text: string): Parameters<typeof import('jose').createLocalJWKSet>[0] | undefined {
  try {
    const value = JSON.parse(text) as Partial<JwkSet> | null;
    if (!Array.isArray(value?.keys) || value.keys.length > MAX_KEYS) return undefined;
    return value as Parameters<typeof import('jose').createLocalJWKSet>[0];
  } catch {
    return undefined;
  }
}
