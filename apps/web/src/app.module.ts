import { Module, type DynamicModule } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { validateConfig } from 'app-engine';
import { IapClientModule } from 'nestjs-iap/client';
import { WebConfig } from './config.ts';
import { HealthController } from './health/health.controller.ts';
import { QuotesClient } from './quotes/quotes.client.ts';
import { QuotesController } from './quotes/quotes.controller.ts';

/** Bytes. The longest answer of api is a few thousand. */
const MAX_ANSWER = 256 * 1024;

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
          validate: () => validateConfig(WebConfig, env),
        }),
        IapClientModule.registerAsync({
          inject: [ConfigService],
          useFactory: (config: ConfigService<WebConfig, true>) => ({
            baseURL: config.get('API_URL', { infer: true }),
            targetAudience: config.get('API_TARGET_AUDIENCE', { infer: true }),
            warmUp: true,
            headers: { accept: 'application/json' },
            maxContentLength: MAX_ANSWER,
            // Every status is read in one place, and none of them is thrown with a request in it.
            validateStatus: () => true,
          }),
        }),
      ],
      controllers: [HealthController, QuotesController],
      providers: [QuotesClient],
    };
  }
}
