import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { type AbstractHttpAdapter, HttpAdapterHost } from '@nestjs/core';
import { DecisionMetrics } from './decision.metrics.ts';
import { IAP_SERVER_SETTINGS } from './iap-server.module-definition.ts';
import type { IapServerSettings } from './iap-server.settings.ts';
import { IapKeyStore } from './iap-key.store.ts';
import { KeySetFetcher } from './key-set.fetcher.ts';

/** What happens when the app starts and stops. */
@Injectable()
export class IapServerLifecycle implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Inject(IAP_SERVER_SETTINGS) private readonly settings: IapServerSettings,
    @Inject(IapKeyStore) private readonly keys: IapKeyStore,
    @Inject(KeySetFetcher) private readonly fetcher: KeySetFetcher,
    @Inject(DecisionMetrics) private readonly metrics: DecisionMetrics,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.settings.isEnforcing) {
      new Logger('IapServerModule').warn(
        'Report-only: EVERY route is open. The guard judges and logs, and refuses nobody.',
      );
    }
    this.onceListening(() => {
      void this.metrics.start();
      if (this.settings.warmUp) void this.keys.refresh();
    });
  }

  /** What begins here loads packages, which takes longer than all the rest of this module's start. */
  private onceListening(begin: () => void): void {
    const httpAdapter = this.adapterHost.httpAdapter as AbstractHttpAdapter | null;
    const willListen = httpAdapter !== null && !this.adapterHost.listening;
    if (willListen) this.adapterHost.listen$.subscribe(() => setImmediate(begin));
    else setImmediate(begin);
  }

  /** Not before the last answer is given: a request in flight may still need the keys. */
  onApplicationShutdown(): void {
    this.fetcher.stop();
    this.metrics.stop();
  }
}
