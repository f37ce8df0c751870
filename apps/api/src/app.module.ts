import { Module, type DynamicModule } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { validateConfig } from 'app-engine';
import { IapServerModule } from 'nestjs-iap/server';
import { ApiConfig } from './config.ts';
import { HealthController } from './health/health.controller.ts';
import { QuotesController } from './quotes/quotes.controller.ts';

@Module({})
export class AppModule {
  /** @throws {StartFault} if a setting is missing or wrong */
  static async forRoot(env: NodeJS.ProcessEnv): Promise<DynamicModule> {
    return {
      module: AppModule,
      imports: [
        await ConfigModule.forRoot({
          isGlobal: true,
          ignoreEnvFile: true,
          ignoreEnvVars: true,
          skipProcessEnv: true,
          validate: () => validateConfig(ApiConfig, env),
        }),
        IapServerModule.forRootAsync({
          inject: [ConfigService],
          useFactory: (config: ConfigService<ApiConfig, true>) => {
            const keysUrl = config.get('IAP_KEYS_URL', { infer: true });
            return {
              audience: config.get('IAP_AUDIENCE', { infer: true }),
              allowedCallers: config.get('IAP_ALLOWED_CALLERS', { infer: true }),
              ...(keysUrl !== undefined && { keysUrl }),
            };
          },
        }),
      ],
      controllers: [HealthController, QuotesController],
    };
  }
}
