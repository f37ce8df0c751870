import { fetchGoogleIdToken } from './google-id-token.source.ts';
import { IdTokenProvider } from './id-token.provider.ts';

const providers = new Map<string, IdTokenProvider>();

/** The one provider of this process for an audience: modules that call the same IAP share its token and its renewals. */
export function idTokenProviderFor(targetAudience: string): IdTokenProvider {
  let provider = providers.get(targetAudience);
  if (!provider) {
    provider = new IdTokenProvider(targetAudience, fetchGoogleIdToken);
    providers.set(targetAudience, provider);
  }
  return provider;
}
