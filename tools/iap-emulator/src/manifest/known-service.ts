import type { Manifest } from './manifest.ts';

/**
 * Makes sure that there is such a service.
 * @throws {RangeError} with those that there are
 */
export function assertService({ services }: Manifest, id: string | undefined): void {
  if (id === undefined || Object.hasOwn(services, id)) return;
  throw new RangeError(`There is no service ${id}. Known: ${Object.keys(services).join(', ')}.`);
}
