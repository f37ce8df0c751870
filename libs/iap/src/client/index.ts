export type {
  IapCredentials,
  IdTokenCredentials,
  ServiceAccountJwtCredentials,
  ServiceAccountKey,
} from './credentials.option.ts';
export * from './iap-client.errors.ts';
export { IapClientModule } from './iap-client.module.ts';
export type { IapClientModuleOptions } from './iap-client.options.ts';
export type { IapUpstreamOptions } from './iap-client.options.ts';
export { createIapFetch, type IapFetch } from './iap-fetch.ts';
export { IapHttpService } from './iap-http.service.ts';
export type { RequestSummary } from './request-summary.ts';
export { IapTokenHealth, type TokenReport } from './iap-token.health.ts';
export { iapUpgradeHeaders } from './iap-upgrade.headers.ts';
export { discoverTargetAudience, type DiscoveredAudience } from './target-audience.discovery.ts';
export type { CredentialHeader } from './token.carrier.ts';
