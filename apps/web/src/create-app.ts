import { fileURLToPath } from 'node:url';
import { ConfigService } from '@nestjs/config';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createService } from 'app-engine';
import { AppModule } from './app.module.ts';
import type { WebConfig } from './config.ts';
import { servePublicFiles } from './public.files.ts';
import { setSecurityHeaders } from './security.headers.ts';

/** Beside this file in the sources, and beside main.js in the bundle. */
const PUBLIC = fileURLToPath(new URL('./public', import.meta.url));

/**
 * The service, ready to listen, made of nothing but `env` and the page's files.
 *
 * @throws {StartFault} if a setting is missing or wrong
 */
export async function createApp(env: NodeJS.ProcessEnv): Promise<NestFastifyApplication> {
  const app = await createService('web', await AppModule.forRoot(env), env);
  const fastify = app.getHttpAdapter().getInstance();
  const config = app.get<ConfigService<WebConfig, true>>(ConfigService);
  await setSecurityHeaders(fastify, config.get('NODE_ENV', { infer: true }) === 'production');
  await servePublicFiles(fastify, PUBLIC);
  return app;
}
