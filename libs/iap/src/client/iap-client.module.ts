import { Inject, Module, Optional, type OnApplicationBootstrap } from '@nestjs/common';
import { type AbstractHttpAdapter, HttpAdapterHost } from '@nestjs/core';

import { createIapAxios } from './iap-axios.factory.ts';
import { ConfigurableIapClientModule, IAP_CLIENT_OPTIONS } from './iap-client.module-definition.ts';
import { assertClientOptions } from './iap-client.options-check.ts';
import { credentialsOf, type IapClientModuleOptions } from './iap-client.options.ts';
import { IAP_AXIOS } from './iap-client.tokens.ts';
import { IapHttpService } from './iap-http.service.ts';
import { IapTokenHealth } from './iap-token.health.ts';
import { TokenProvider } from './token.provider.ts';
import { tokenProviderFor } from './token.registry.ts';

/** Registered once per upstream, like Nest's `HttpModule`. Exports an `IapHttpService` for it. */
@Module({
  providers: [
    {
      provide: TokenProvider,
      useFactory: (options: IapClientModuleOptions) => {
        assertClientOptions(options);
        return tokenProviderFor(credentialsOf(options), new URL(options.baseURL).origin);
      },
      inject: [IAP_CLIENT_OPTIONS],
    },
    { provide: IAP_AXIOS, useFactory: createIapAxios, inject: [IAP_CLIENT_OPTIONS, TokenProvider] },
    IapHttpService,
    IapTokenHealth,
  ],
  exports: [IapHttpService, IapTokenHealth],
})
export class IapClientModule extends ConfigurableIapClientModule implements OnApplicationBootstrap {
  constructor(
    @Inject(IAP_CLIENT_OPTIONS) private readonly options: IapClientModuleOptions,
    @Inject(TokenProvider) private readonly tokens: TokenProvider,
    @Optional() @Inject(HttpAdapterHost) private readonly adapterHost?: HttpAdapterHost,
  ) {
    super();
  }

  /** After the app listens: loading what tokens and connections take is longer than all the rest of this module's start. */
  onApplicationBootstrap(): void {
    if (!this.options.warmUp) return;
    const httpAdapter = this.adapterHost?.httpAdapter as AbstractHttpAdapter | null | undefined;
    const warmUp = () =>
      setTimeout(() => {
        this.tokens.get().catch(() => undefined); // The first call tries again, and tells.
        import('undici').catch(() => undefined); // Optional.
      }, 0).unref();
    if (httpAdapter && this.adapterHost && !this.adapterHost.listening)
      this.adapterHost.listen$.subscribe(warmUp);
    else warmUp();
  }
}
