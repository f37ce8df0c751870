import { RUNNING_VERSION } from '../application/application.ts';
import type { Manifest } from '../manifest/manifest.ts';

/** Whom a name on the emulator's own port means: a service, the emulator itself, or nobody. */
export type HostOwner = { readonly service: string } | 'emulator' | 'nobody';

const SUBDOMAIN = /^([a-z\d-]+(?:\.[a-z\d-]+)*)\.localhost(?::\d{1,5})?$/;
const APPSPOT = '.appspot.com';

/**
 * Routes by name as App Engine does, `localhost` standing for `appspot.com`: `PROJECT.REGION.r.localhost` is the default
 * service, `SERVICE-dot-PROJECT.REGION.r.localhost` another, and `SERVICE.localhost` is short for it. A version in front
 * (`VERSION-dot-SERVICE-dot-…`) means the one that runs.
 */
export function ownerOf(host: string | undefined, { services, defaultHostname }: Manifest): HostOwner {
  const name = SUBDOMAIN.exec(host?.toLowerCase() ?? '')?.[1];
  if (name === undefined) return 'emulator';
  const id = serviceIn(name, applicationOf(defaultHostname));
  if (id !== undefined && Object.hasOwn(services, id)) return { service: id };
  // A version of the default service has no service in its name.
  const isVersion = id === RUNNING_VERSION && name.includes('-dot-') && Object.hasOwn(services, 'default');
  return isVersion ? { service: 'default' } : 'nobody';
}

/** `quotes-demo.ew.r` of `quotes-demo.ew.r.appspot.com`. */
function applicationOf(defaultHostname: string): string {
  const name = defaultHostname.toLowerCase();
  return name.endsWith(APPSPOT) ? name.slice(0, -APPSPOT.length) : name;
}

function serviceIn(name: string, application: string): string | undefined {
  if (name === application) return 'default';
  const suffix = `-dot-${application}`;
  if (!name.endsWith(suffix)) return name.includes('.') ? undefined : name;
  const parts = name.slice(0, -suffix.length).split('-dot-');
  return parts.length <= 2 ? parts.at(-1) : undefined;
}
