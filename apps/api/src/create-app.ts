import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createService } from 'app-engine';
import { AppModule } from './app.module.ts';

/**
 * The service, ready to listen, made of nothing but `env`.
 *
 * @throws {StartFault} if a setting is missing or wrong
 */
export async function createApp(env: NodeJS.ProcessEnv): Promise<NestFastifyApplication> {
  const app = await createService('api', await AppModule.forRoot(env), env);
  app.useSecurityHeaders({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    xFrameOptions: { action: 'deny' },
  });
  return app;
}
