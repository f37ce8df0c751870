import type { Manifest } from './manifest.ts';
import type { YamlPlace } from './yaml.place.ts';

/** What no single key can show: entries that belong together, and ports that are used twice. */
export function checkManifest(manifest: Omit<Manifest, 'file'>, root: YamlPlace): void {
  const at = (...path: string[]): YamlPlace => placeOf(root, path);
  for (const [id, { access, callers }] of Object.entries(manifest.services)) {
    const place = at('services', id);
    const hasCallers = placeOf(place, ['callers']) !== place;
    if (access === 'public' && callers.length > 0) {
      at('services', id, 'callers').refuse(
        'a public service has no callers; remove them, or write access: closed',
      );
    }
    if (access === 'closed' && !hasCallers)
      place.refuse('a closed service says who may call it: add callers');
    if (access === 'closed') checkCallers(callers, at('services', id, 'callers'));
    if (!Object.hasOwn(manifest.emulator.services, id)) {
      at('emulator', 'services').refuse(`add an entry for the service ${id}: port, metadata_port and proxy`);
    }
  }
  checkAccounts(manifest, at);
  checkPorts(manifest, at);
}

/** What would open a closed service to everybody, or close it to those whom it means to let in. */
function checkCallers(callers: readonly string[], place: YamlPlace): void {
  if (callers.length === 0)
    place.refuse('name at least one caller; a closed service without any does not start');
  for (const caller of callers) {
    if (caller === 'allUsers' || caller === 'allAuthenticatedUsers')
      place.refuse(`take ${caller} out; a service open to everybody has access: public`);
    if (caller.startsWith('group:'))
      place.refuse(
        `name the members of ${caller}; IAP does not tell a service which groups its caller is in`,
      );
  }
}

/** A grant is to an account: what is granted to one service would be granted to all that share it. */
function checkAccounts({ services }: Omit<Manifest, 'file'>, at: (...path: string[]) => YamlPlace): void {
  const owners = new Map<string, string>();
  for (const [id, { serviceAccount }] of Object.entries(services)) {
    const owner = owners.get(serviceAccount);
    if (owner)
      at('services', id, 'service_account').refuse(`it is that of ${owner} already; give each its own`);
    owners.set(serviceAccount, id);
  }
}

function checkPorts(
  { services, emulator }: Omit<Manifest, 'file'>,
  at: (...path: string[]) => YamlPlace,
): void {
  const owners = new Map<number, string>();
  const claim = (port: number, ...path: string[]): void => {
    const owner = owners.get(port);
    if (owner && port !== 0) at(...path).refuse(`port ${port} is already that of ${owner}; write another`);
    owners.set(port, path.join('.'));
  };
  claim(emulator.port, 'emulator', 'port');
  for (const [id, { port, metadataPort, proxy }] of Object.entries(emulator.services)) {
    if (!Object.hasOwn(services, id))
      at('emulator', 'services', id).refuse(`there is no service ${id} under services`);
    claim(port, 'emulator', 'services', id, 'port');
    claim(metadataPort, 'emulator', 'services', id, 'metadata_port');
    claim(Number(new URL(proxy).port || 80), 'emulator', 'services', id, 'proxy');
  }
}

/** The place at a path, or the nearest that exists on the way to it. */
function placeOf(place: YamlPlace, [name, ...rest]: readonly string[]): YamlPlace {
  if (name === undefined) return place;
  const next = place.entries()?.find((entry) => entry.name === name);
  return next ? placeOf(next.value, rest) : place;
}
