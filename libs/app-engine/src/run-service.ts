import { ShutdownSignal } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { listen } from './listen.ts';
import { loggerFor } from './logging/logger.factory.ts';
import { StartFault } from './start.fault.ts';

export interface Service {
  /** As logs name it. */
  readonly name: string;
  /** App Engine's id of the service. */
  readonly id: string;
  readonly create: (env: NodeJS.ProcessEnv) => Promise<NestFastifyApplication>;
  /** Errors, besides StartFault, whose message tells whoever runs the service what to mend. */
  readonly mendable: readonly (abstract new (...args: never[]) => Error)[];
}

/** Starts a service for the life of this process; ends the process with 1 when it cannot start. */
export async function runService({ name, id, create, mendable }: Service): Promise<void> {
  const logger = loggerFor(process.env, name);
  process.on('uncaughtExceptionMonitor', (error) => {
    logger.fatal(error);
  });
  try {
    const app = await create(process.env);
    app.enableShutdownHooks([ShutdownSignal.SIGTERM, ShutdownSignal.SIGINT], { useProcessExit: true });
    logger.log(`${name} listens on ${await listen(app, id)}`);
  } catch (error) {
    // What whoever runs the service can mend is a sentence; anything else is a bug and keeps its stack.
    const isMendable =
      error instanceof Error && [StartFault, ...mendable].some((type) => error instanceof type);
    logger.fatal(isMendable ? error.message : error);
    process.exit(1);
  }
}
