import { Global, Logger, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { isOnAppEngine } from './app-engine.audience.ts';
import { CallerJudge } from './caller.judge.ts';
import { CallerPolicy } from './caller.policy.ts';
import { DecisionMetrics } from './decision.metrics.ts';
import { DecisionReporter } from './decision.reporter.ts';
import { IapConnectionGate } from './iap-connection.gate.ts';
import { IapJwtGuard } from './iap-jwt.guard.ts';
import { IapJwtVerifier } from './iap-jwt.verifier.ts';
import { IapKeyHealth } from './iap-key.health.ts';
import { IapKeyStore } from './iap-key.store.ts';
import { IapServerLifecycle } from './iap-server.lifecycle.ts';
import {
  ConfigurableIapServerModule,
  IAP_SERVER_OPTIONS,
  IAP_SERVER_SETTINGS,
} from './iap-server.module-definition.ts';
import type { IapServerModuleOptions } from './iap-server.options.ts';
import { type IapServerSettings, settingsOf } from './iap-server.settings.ts';
import { IAP_CLOCK, type IapClock } from './iap.clock.ts';
import { keyLogger } from './key.logger.ts';
import { KeySetFetcher } from './key-set.fetcher.ts';
import { RouteCheck } from './route.check.ts';

/**
 * Guards every route of the app: nothing is open but what a decorator opens. Import it once, in the root module.
 * A missing or malformed option stops the start-up with an `IapConfigError` that says what to set.
 */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [
    { provide: IAP_CLOCK, useValue: () => Date.now() },
    {
      provide: IAP_SERVER_SETTINGS,
      useFactory: (options: IapServerModuleOptions) => settingsOf(options),
      inject: [IAP_SERVER_OPTIONS],
    },
    {
      provide: KeySetFetcher,
      useFactory: ({ keysUrl }: IapServerSettings) => new KeySetFetcher(keysUrl),
      inject: [IAP_SERVER_SETTINGS],
    },
    {
      provide: IapKeyStore,
      useFactory: ({ pinnedKeys }: IapServerSettings, fetcher: KeySetFetcher, now: IapClock) => {
        const pinned = pinnedKeys && { keys: pinnedKeys, lifetimeMs: undefined };
        const read = pinned ? () => Promise.resolve(pinned) : () => fetcher.fetch();
        return new IapKeyStore(read, now, keyLogger(new Logger('IapKeyStore')));
      },
      inject: [IAP_SERVER_SETTINGS, KeySetFetcher, IAP_CLOCK],
    },
    {
      provide: IapJwtVerifier,
      useFactory: (settings: IapServerSettings, keys: IapKeyStore, now: IapClock) =>
        new IapJwtVerifier(settings, keys, now),
      inject: [IAP_SERVER_SETTINGS, IapKeyStore, IAP_CLOCK],
    },
    {
      provide: CallerJudge,
      useFactory: (settings: IapServerSettings, verifier: IapJwtVerifier) =>
        new CallerJudge(verifier, new CallerPolicy(settings), isOnAppEngine(process.env)),
      inject: [IAP_SERVER_SETTINGS, IapJwtVerifier],
    },
    {
      provide: DecisionMetrics,
      useFactory: (keys: IapKeyStore) => new DecisionMetrics(() => keys.report().ageSeconds),
      inject: [IapKeyStore],
    },
    {
      provide: DecisionReporter,
      useFactory: (settings: IapServerSettings, metrics: DecisionMetrics, now: IapClock) =>
        new DecisionReporter(settings, new Logger('IapJwtGuard'), metrics, now),
      inject: [IAP_SERVER_SETTINGS, DecisionMetrics, IAP_CLOCK],
    },
    RouteCheck,
    IapServerLifecycle,
    IapKeyHealth,
    IapConnectionGate,
    IapJwtGuard,
    // An alias, so that overrideProvider(IapJwtGuard) reaches the guard that is in force.
    { provide: APP_GUARD, useExisting: IapJwtGuard },
  ],
  exports: [IapConnectionGate, IapJwtVerifier, IapKeyHealth],
})
export class IapServerModule extends ConfigurableIapServerModule {}
