import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { IapServerModuleOptions } from './iap-server.options.ts';

export const {
  ConfigurableModuleClass: ConfigurableIapServerModule,
  MODULE_OPTIONS_TOKEN: IAP_SERVER_OPTIONS,
  OPTIONS_TYPE: IAP_SERVER_OPTIONS_TYPE,
  ASYNC_OPTIONS_TYPE: IAP_SERVER_ASYNC_OPTIONS_TYPE,
} = new ConfigurableModuleBuilder<IapServerModuleOptions>({ moduleName: 'IapServer' })
  .setClassMethodName('forRoot')
  .build();

/** Injection token of the options once they are judged. */
export const IAP_SERVER_SETTINGS = Symbol('IAP_SERVER_SETTINGS');
