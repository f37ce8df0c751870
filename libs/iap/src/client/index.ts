export * from './iap-client.errors.ts';
export { IapClientModule } from './iap-client.module.ts';
export type { IapClientModuleOptions } from './iap-client.options.ts';
export { IapHttpService } from './iap-http.service.ts';
export type { RequestSummary } from './request-summary.ts';
export type { CredentialHeader } from './token.carrier.ts';
