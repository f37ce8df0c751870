import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { type AbstractHttpAdapter, HttpAdapterHost } from '@nestjs/core';
import { IAP_SERVER_SETTINGS } from './iap-server.module-definition.ts';
import type { IapServerSettings } from './iap-server.settings.ts';
import { IapKeyStore } from './iap-key.store.ts';
import { KeySetFetcher } from './key-set.fetcher.ts';

/** What happens when the app starts and stops. */
@Injectable()
export class IapServerLifecycle implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    @Inject(IAP_SERVER_SETTINGS) private readonly settings: IapServerSettings,
    @Inject(IapKeyStore) private readonly keys: IapKeyStore,
    @Inject(KeySetFetcher) private readonly fetcher: KeySetFetcher,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.settings.isEnforcing) {
      new Logger('IapServerModule').warn(
        'Report-only: EVERY route is open. The guard judges and logs, and refuses nobody.',
      );
    }
    if (this.settings.warmUp) this.warmUp();
  }

  /** After the app listens: loading what fetching needs takes longer than all the rest of this module's start. */
  private warmUp(): void {
    const refresh = () => setImmediate(() => void this.keys.refresh());
    const httpAdapter = this.adapterHost.httpAdapter as AbstractHttpAdapter | null;
    const willListen = httpAdapter !== null && !this.adapterHost.listening;
    if (willListen) this.adapterHost.listen$.subscribe(refresh);
    else refresh();
  }

  onModuleDestroy(): void {
    this.fetcher.stop();
  }
}
