import { assertClientOptions } from './iap-client.options-check.ts';
import { credentialsOf, type IapUpstreamOptions } from './iap-client.options.ts';
import { tokenProviderFor } from './token.registry.ts';
import { Upstream } from './upstream.ts';

/**
 * Headers for the request that opens a WebSocket. IAP looks at that request only, and never again while the socket is
 * open. What is returned holds the token: hand it to the WebSocket client, and to nothing that logs.
 *
 * @param url ws, wss, http or https; of the upstream's origin
 * @throws {IapConfigError} that names all faults of the options
 * @throws {IapOriginError} if the URL leads elsewhere
 * @throws {IapTokenUnavailableError | IapTokenInvalidError}
 */
export async function iapUpgradeHeaders(
  options: IapUpstreamOptions,
  url: string | URL,
): Promise<Record<string, string>> {
  assertClientOptions(options);
  const upstream = new Upstream(options.baseURL);
  upstream.resolve(String(url).replace(/^ws(?=s?:)/i, 'http'), {});
  const { value } = await tokenProviderFor(credentialsOf(options), upstream.origin).get();
  return { [options.credentialHeader ?? 'authorization']: `Bearer ${value}` };
}
