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
    if (!Object.hasOwn(manifest.emulator.services, id)) {
      at('emulator', 'services').refuse(`add an entry for the service ${id}: port, metadata_port and proxy`);
    }
  }
  checkPorts(manifest, at);
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
