import { ConfigurableModuleBuilder } from '@nestjs/common';

import type { IapClientModuleOptions } from './iap-client.options.ts';

export const {
  ConfigurableModuleClass: ConfigurableIapClientModule,
  MODULE_OPTIONS_TOKEN: IAP_CLIENT_OPTIONS,
  OPTIONS_TYPE: IAP_CLIENT_OPTIONS_TYPE,
  ASYNC_OPTIONS_TYPE: IAP_CLIENT_ASYNC_OPTIONS_TYPE,
} = new ConfigurableModuleBuilder<IapClientModuleOptions>({ moduleName: 'IapClient' })
  .setExtras({ isGlobal: false }, (definition, { isGlobal }) => ({ ...definition, global: isGlobal }))
  .build();
