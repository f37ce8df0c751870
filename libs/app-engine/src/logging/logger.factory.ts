import { CloudLogger } from './cloud.logger.ts';

/** What the environment of a process says about its log. */
export interface LogEnvironment {
  readonly NODE_ENV?: string | undefined;
  /** Set by App Engine. */
  readonly GAE_ENV?: string | undefined;
  readonly GOOGLE_CLOUD_PROJECT?: string | undefined;
  /** Levels to print, in Nest's words (`debug`, `>=warn`, `warn,error`). Default: everything but debug and verbose. */
  readonly NEST_LOG_LEVEL?: string | undefined;
}

/** Properties that are never written, at any depth. The last net: no code hands them to the logger. */
const SECRETS = [
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'x-goog-iap-jwt-assertion',
  'token',
];

/** The logger for where the process runs: JSON for Cloud Logging in production, readable lines that start with `[name]` elsewhere. */
export function loggerFor(env: LogEnvironment, name: string): CloudLogger {
  return new CloudLogger({
    json: env.NODE_ENV === 'production' || env.GAE_ENV !== undefined,
    prefix: name,
    redact: SECRETS,
    ...(env.NEST_LOG_LEVEL === undefined && { logLevels: ['log', 'warn', 'error', 'fatal'] }),
    ...(env.GOOGLE_CLOUD_PROJECT !== undefined && { projectId: env.GOOGLE_CLOUD_PROJECT }),
  });
}
