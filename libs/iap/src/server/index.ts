export { AllowAnonymous } from './allow-anonymous.decorator.ts';
export { AllowAppEngine } from './allow-app-engine.decorator.ts';
export { AllowCallers } from './allow-callers.decorator.ts';
export { Caller } from './caller.decorator.ts';
export { IAP_DECISION_CHANNEL } from './decision.reporter.ts';
export type { GuardMode } from './guard-mode.option.ts';
export { type IapConnection, IapConnectionGate, type IapGateway } from './iap-connection.gate.ts';
export { IapJwtGuard } from './iap-jwt.guard.ts';
export type { IapJwtPayload } from './iap-jwt.payload.ts';
export { IapJwtVerifier } from './iap-jwt.verifier.ts';
export { IapKeyHealth, type IapKeyHealthResult } from './iap-key.health.ts';
export * from './iap-reject.reason.ts';
export * from './iap-server.errors.ts';
export { IapServerModule } from './iap-server.module.ts';
export type { IapServerModuleOptions } from './iap-server.options.ts';
export { IAP_CLOCK, type IapClock } from './iap.clock.ts';
export type { IapDecision } from './iap.decision.ts';
export type {
  IapAnonymous,
  IapAppEngine,
  IapIdentityPlatformUser,
  IapPrincipal,
  IapServiceAccount,
  IapUser,
  IapWorkforceIdentity,
} from './iap.principal.ts';
export type { KeyReport } from './key.report.ts';
export { IAP_KEYS_URL } from './keys-url.option.ts';
export type { IapRequest } from './request.context.ts';
export { iapPrincipalOf } from './request.principal.ts';
export { SkipIap } from './skip-iap.decorator.ts';
