import type { DynamicModule, NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { BodyFilter } from './body.filter.ts';
import { BodyValidation } from './body.validation.ts';
import { endConnectionsOnClose } from './graceful.shutdown.ts';
import { loggerFor } from './logging/logger.factory.ts';
import { logRequests } from './logging/request.log.ts';
import { readOnAfterRefusal } from './unread.body.ts';

/** Bytes. What these services read is a few hundred. */
const BODY_LIMIT = 16 * 1024;
/** Milliseconds in which a whole request must have arrived. */
const REQUEST_TIMEOUT = 15_000;

/**
 * A Nest application on Fastify as App Engine wants it: logs that Cloud Logging understands, small JSON bodies, validated,
 * and a shutdown that lets requests finish. Made, not yet listening.
 */
export async function createService(
  name: string,
  root: DynamicModule,
  env: NodeJS.ProcessEnv,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT,
    // How often Node looks for connections past their time; by itself every 30 seconds.
    http: { connectionsCheckingInterval: REQUEST_TIMEOUT / 5 },
  });
  const fastify = adapter.getInstance();
  // Bodies are JSON here. Fastify's own parser reads it; the other types that Nest and Fastify know are not wanted.
  fastify.removeContentTypeParser('text/plain');
  logRequests(fastify);
  readOnAfterRefusal(fastify);
  endConnectionsOnClose(fastify);

  const options: Pick<NestApplicationOptions, 'logger' | 'abortOnError' | 'bodyParser'> = {
    logger: loggerFor(env, name),
    abortOnError: false,
    bodyParser: false,
  };
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, options);
  app.useGlobalPipes(new BodyValidation());
  app.useGlobalFilters(new BodyFilter(app.getHttpAdapter(), BODY_LIMIT));
  return app;
}
