import { type FetchedKeySet, type KeyFetchFailure, KeySetFetcher } from '../server/key-set.fetcher.ts';
import { importKeySet } from '../server/key-set.importer.ts';

/** The part of a `TestingModuleBuilder` of `@nestjs/testing` that is needed here. */
export interface ProviderOverrider<Builder> {
  overrideProvider(token: unknown): { useValue(value: unknown): Builder };
}

/**
 * Puts an issuer in the place of IAP's key endpoint. The guard stays on, and believes what the issuer signs for the
 * audience that the app expects: `standInForIap(Test.createTestingModule({ imports: [AppModule] }), issuer)`.
 * @param issuer whoever knows the published keys, such as an `IapTestIssuer`
 */
export function standInForIap<Builder>(
  builder: ProviderOverrider<Builder>,
  issuer: { jwks(): object },
): Builder {
  const fetch = async (): Promise<FetchedKeySet | KeyFetchFailure> => {
    const keys = await importKeySet(JSON.stringify(issuer.jwks()));
    return keys === undefined ? 'no-usable-key' : { keys, lifetimeMs: undefined };
  };
  return builder.overrideProvider(KeySetFetcher).useValue({ fetch, stop: () => undefined });
}
