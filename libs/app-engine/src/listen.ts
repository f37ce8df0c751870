import { ConfigService } from '@nestjs/config';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ServiceConfig } from './service.config.ts';
import { StartFault } from './start.fault.ts';

/**
 * Listens where the settings say.
 *
 * @param serviceId App Engine's id of the service, under which the manifest says where it listens on a laptop
 * @returns the address, with the port that was given if the setting was 0
 * @throws {StartFault} if the port cannot be had, naming it and the setting that changes it
 */
export async function listen(app: NestFastifyApplication, serviceId: string): Promise<string> {
  const config = app.get<ConfigService<ServiceConfig, true>>(ConfigService);
  const host = config.get('HOST', { infer: true });
  const port = config.get('PORT', { infer: true });
  await app.init();
  try {
    // Fastify's own listen: Nest's would log the error before it hands it over.
    return await app.getHttpAdapter().getInstance().listen({ host, port });
  } catch (error) {
    const setting = `emulator.services.${serviceId}.proxy in app-yaml/iap.yaml (where nx serve gets PORT from)`;
    throw new StartFault(`Cannot listen on ${host}:${port}: ${reasonOf(error)} Change PORT, or ${setting}.`);
  }
}

function reasonOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return 'another process has the port.';
  if (code === 'EACCES') return 'this user may not open the port.';
  if (code === 'EADDRNOTAVAIL') return 'this machine does not have the address (HOST).';
  return 'the system refuses.';
}
