import { Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { AllowCallersCheck } from './allow-callers.check.ts';
import { CallerPolicy } from './caller.policy.ts';
import { IapJwtGuard } from './iap-jwt.guard.ts';
import { IapJwtVerifier } from './iap-jwt.verifier.ts';
import { IapKeyStore } from './iap-key.store.ts';
import {
  ConfigurableIapServerModule,
  IAP_SERVER_OPTIONS,
  IAP_SERVER_SETTINGS,
} from './iap-server.module-definition.ts';
import { type IapServerSettings, settingsOf } from './iap-server.settings.ts';
import { IAP_CLOCK, type IapClock } from './iap.clock.ts';
import { fetchKeySet } from './key-set.fetcher.ts';

/**
 * Guards every route of the app: nothing is open but what `@SkipIap()` opens. Import it once, in the root module.
 * A missing or malformed option stops the start-up with an `IapConfigError` that says what to set.
 */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [
    { provide: IAP_CLOCK, useValue: () => Date.now() },
    { provide: IAP_SERVER_SETTINGS, useFactory: settingsOf, inject: [IAP_SERVER_OPTIONS] },
    {
      provide: IapKeyStore,
      useFactory: ({ keysUrl }: IapServerSettings, now: IapClock) =>
        new IapKeyStore(() => fetchKeySet(keysUrl), now),
      inject: [IAP_SERVER_SETTINGS, IAP_CLOCK],
    },
    {
      provide: IapJwtVerifier,
      useFactory: (settings: IapServerSettings, keys: IapKeyStore, now: IapClock) =>
        new IapJwtVerifier(settings, keys, now),
      inject: [IAP_SERVER_SETTINGS, IapKeyStore, IAP_CLOCK],
    },
    {
      provide: CallerPolicy,
      useFactory: ({ allowedCallers }: IapServerSettings) => new CallerPolicy(allowedCallers),
      inject: [IAP_SERVER_SETTINGS],
    },
    AllowCallersCheck,
    IapJwtGuard,
    // An alias, so that overrideProvider(IapJwtGuard) reaches the guard that is in force.
    { provide: APP_GUARD, useExisting: IapJwtGuard },
  ],
  exports: [IapJwtVerifier],
})
export class IapServerModule extends ConfigurableIapServerModule {}
