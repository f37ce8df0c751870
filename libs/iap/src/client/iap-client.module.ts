import { Inject, Module, type OnApplicationBootstrap } from '@nestjs/common';

import { createIapAxios } from './iap-axios.factory.ts';
import { ConfigurableIapClientModule, IAP_CLIENT_OPTIONS } from './iap-client.module-definition.ts';
import type { IapClientModuleOptions } from './iap-client.options.ts';
import { IAP_AXIOS } from './iap-client.tokens.ts';
import { IapHttpService } from './iap-http.service.ts';
import { IdTokenProvider } from './id-token.provider.ts';
import { idTokenProviderFor } from './id-token.registry.ts';

/** Registered once per upstream, like Nest's `HttpModule`. Exports an `IapHttpService` for it. */
@Module({
  providers: [
    {
      provide: IdTokenProvider,
      useFactory: ({ targetAudience }: IapClientModuleOptions) => idTokenProviderFor(targetAudience),
      inject: [IAP_CLIENT_OPTIONS],
    },
    { provide: IAP_AXIOS, useFactory: createIapAxios, inject: [IAP_CLIENT_OPTIONS, IdTokenProvider] },
    IapHttpService,
  ],
  exports: [IapHttpService],
})
export class IapClientModule extends ConfigurableIapClientModule implements OnApplicationBootstrap {
  constructor(
    @Inject(IAP_CLIENT_OPTIONS) private readonly options: IapClientModuleOptions,
    private readonly tokens: IdTokenProvider,
  ) {
    super();
  }

  /** Comes before the app listens, hence the detour over the next turn of the event loop. */
  onApplicationBootstrap(): void {
    if (!this.options.warmUp) return;
    setTimeout(() => {
      this.tokens.get().catch(() => undefined); // The first call tries again, and tells.
    }, 0).unref();
  }
}
