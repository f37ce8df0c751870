import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { ServiceConfig } from './service.config.ts';
import { StartFault } from './start.fault.ts';

/**
 * Reads the settings that `type` declares from an environment; nothing else of it is kept. An empty variable counts as
 * not set.
 *
 * @throws {StartFault} that names every setting at fault, not only the first
 */
export function validateConfig<T extends ServiceConfig>(type: new () => T, env: NodeJS.ProcessEnv): T {
  const set = Object.entries(env).filter(([, value]) => value !== undefined && value !== '');
  const defaults = { HOST: env.GAE_ENV ? '0.0.0.0' : '127.0.0.1' };
  const config = plainToInstance(
    type,
    { ...defaults, ...Object.fromEntries(set) },
    { excludeExtraneousValues: true, exposeDefaultValues: true },
  );
  const faults = validateSync(config, { stopAtFirstError: true });
  if (faults.length === 0) return config;
  const lines = faults.map(
    ({ property, constraints }) => `\n  ${property} ${Object.values(constraints ?? {}).join()}`,
  );
  throw new StartFault(`The service cannot start before its settings are right:${lines.join('')}`);
}
