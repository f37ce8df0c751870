import type { YamlField } from '../yaml/yaml-field.ts';
import type { EmulatedService, Emulator, Service } from './manifest.ts';

const LOOPBACK_ORIGIN = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):[1-9]\d{0,4}$/;

/** Reads `emulator:` of app-yaml/iap.yaml, which knows no other services than those above it. */
export function parseEmulator(field: YamlField, services: readonly Service[]): Emulator {
  const keys = field.fields(['port', 'services']);
  const emulated = keys.get('services').entries();
  for (const [id, value] of emulated) {
    if (!services.some((known) => known.id === id))
      value.refuse('unknown service; it is not under services: above');
  }
  return { port: keys.get('port').port(), services: emulated.map(emulatedService) };
}

function emulatedService([id, field]: [string, YamlField]): EmulatedService {
  const keys = field.fields(['port', 'metadata_port', 'proxy']);
  return {
    id,
    port: keys.get('port').port(),
    metadataPort: keys.get('metadata_port').port(),
    proxy: loopback(keys.get('proxy')),
  };
}

function loopback(field: YamlField): URL {
  const meaning = 'an http origin on loopback with its port, e.g. http://127.0.0.1:3000';
  const text = field.string(LOOPBACK_ORIGIN, meaning);
  return URL.canParse(text) ? new URL(text) : field.refuse(`write ${meaning}`);
}
