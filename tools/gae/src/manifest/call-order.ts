import { calleesOf } from '../environment.ts';
import type { Manifest, Service } from './manifest.ts';

/** Services so that each comes after those it calls. Services that call each other keep the manifest's order. */
export function callOrder(manifest: Manifest): readonly Service[] {
  const ordered = new Set<Service>();
  const visiting = new Set<Service>();
  const visit = (service: Service): void => {
    if (visiting.has(service)) return;
    visiting.add(service);
    calleesOf(manifest, service).forEach(visit);
    ordered.add(service);
  };
  manifest.services.forEach(visit);
  return [...ordered];
}

/** The apps of the services that a service calls or is called by, directly or through others; itself too. */
export function connectedApps(manifest: Manifest, app: string): readonly string[] {
  const neighbours = (service: Service): readonly Service[] =>
    manifest.services.filter(
      (other) => calleesOf(manifest, service).includes(other) || calleesOf(manifest, other).includes(service),
    );
  const found = new Set(manifest.services.filter((service) => service.app === app));
  for (const service of found) for (const neighbour of neighbours(service)) found.add(neighbour);
  return found.size > 0 ? [...found].map((service) => service.app).sort() : [app];
}
