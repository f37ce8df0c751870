import {
  ConsoleLogger,
  type INestApplication,
  type LogLevel,
  Module,
  type ModuleMetadata,
  type Type,
} from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { IAP_CLOCK, IapServerModule, type IapServerModuleOptions } from '../../src/server/index.ts';
import { IapTestIssuer } from '../../src/testing/index.ts';

/** Seconds since the epoch, for the issuer and the guard alike. */
export const NOW = 1_700_000_000;
export const AUDIENCE = '/projects/123456789012/apps/quotes-demo';
export const WEB = 'web-sa@quotes-demo.iam.gserviceaccount.com';
export const HEADER = 'x-goog-iap-jwt-assertion';

export const issuer = new IapTestIssuer({ audience: AUDIENCE, now: () => NOW * 1000 });

/** Keeps what the app logs, for tests that read it. */
export class KeepingLogger extends ConsoleLogger {
  readonly records: Record<string, unknown>[] = [];

  protected override printMessages(
    messages: unknown[],
    _context?: string,
    level?: LogLevel,
    _stream?: 'stdout' | 'stderr',
    _stack?: unknown,
    params?: Record<string, unknown>,
  ): void {
    for (const message of messages) this.records.push({ level, message, ...params });
  }
}

export interface GuardedApp {
  readonly app: INestApplication;
  readonly logger: KeepingLogger;
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Response>;
}

/** A listening Fastify app with the guard, with keys that are pinned to the issuer's. */
export async function startGuarded(
  controller: Type,
  options: Partial<IapServerModuleOptions> = {},
  configure: (app: INestApplication) => unknown = () => undefined,
  { imports = [], providers = [] }: Pick<ModuleMetadata, 'imports' | 'providers'> = {},
): Promise<GuardedApp> {
  const keys = 'keysUrl' in options ? {} : { pinnedKeys: issuer.jwks() };
  const defaults = {
    audience: AUDIENCE,
    allowedCallers: [`serviceAccount:${WEB}`],
    ...keys,
  };
  @Module({
    imports: [IapServerModule.forRoot({ ...defaults, ...options }), ...imports],
    controllers: [controller],
    providers,
  })
  class AppModule {}
  const logger = new KeepingLogger();
  const testing = Test.createTestingModule({ imports: [AppModule] }).setLogger(logger);
  const module = await testing
    .overrideProvider(IAP_CLOCK)
    .useValue(() => NOW * 1000)
    .compile();
  const app = module.createNestApplication(new FastifyAdapter());
  await configure(app);
  await app.listen(0, '127.0.0.1');
  const origin = await app.getUrl();
  return { app, logger, get: (path, headers = {}) => fetch(new URL(path, origin), { headers }) };
}
