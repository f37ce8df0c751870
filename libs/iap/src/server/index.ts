export { AllowCallers } from './allow-callers.decorator.ts';
export { Caller } from './caller.decorator.ts';
export { IapJwtGuard } from './iap-jwt.guard.ts';
export type { IapJwtPayload } from './iap-jwt.payload.ts';
export { IapJwtVerifier } from './iap-jwt.verifier.ts';
export * from './iap-reject.reason.ts';
export * from './iap-server.errors.ts';
export { IapServerModule } from './iap-server.module.ts';
export type { IapServerModuleOptions } from './iap-server.options.ts';
export { IAP_CLOCK, type IapClock } from './iap.clock.ts';
export type {
  IapAnonymous,
  IapPrincipal,
  IapServiceAccount,
  IapUser,
  IapWorkforceIdentity,
} from './iap.principal.ts';
export { IAP_KEYS_URL } from './keys-url.option.ts';
export { iapPrincipalOf } from './request.principal.ts';
export { SkipIap } from './skip-iap.decorator.ts';
