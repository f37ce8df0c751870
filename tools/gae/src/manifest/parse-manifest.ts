import type { Iap, Manifest } from './manifest.ts';
import { parseEmulator } from './parse-emulator.ts';
import { parseServices } from './parse-services.ts';
import { YamlField } from '../yaml/yaml-field.ts';

const PROJECT_ID = /^(?:[a-z][a-z0-9.-]*:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/;
const PROJECT_NUMBER = /^[1-9]\d*$/;
const REGION = /^[a-z]+-[a-z]+\d*$/;
const HOSTNAME = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;
const CLIENT_ID = /^[\w.-]+\.apps\.googleusercontent\.com$/;

/**
 * Reads the text of app-yaml/iap.yaml.
 *
 * @throws {YamlError} that names file, line, column and key, and says what to write
 */
export function parseManifest(text: string, file: string): Manifest {
  const top = YamlField.parse(text, file).top.fields([
    'project',
    'region',
    'default_hostname',
    'iap',
    'services',
    'emulator',
  ]);
  const project = top.get('project').fields(['id', 'number']);
  const services = parseServices(top.get('services'));
  const emulator = top.find('emulator');
  return {
    project: {
      id: project.get('id').string(PROJECT_ID, 'the project id, e.g. quotes-demo'),
      number: project.get('number').string(PROJECT_NUMBER, "the project number, e.g. '123456789012'"),
    },
    region: top.get('region').string(REGION, 'a region, e.g. europe-west1'),
    defaultHostname: top
      .get('default_hostname')
      .string(HOSTNAME, 'a host name, e.g. quotes-demo.ew.r.appspot.com'),
    iap: iap(top.get('iap')),
    services,
    ...(emulator && { emulator: parseEmulator(emulator, services) }),
  };
}

function iap(field: YamlField): Iap {
  const keys = field.fields(['oauth_client_id', 'programmatic_clients']);
  const clientId = (client: YamlField): string =>
    client.string(CLIENT_ID, 'an OAuth client id, which ends in .apps.googleusercontent.com');
  return {
    oauthClientId: clientId(keys.get('oauth_client_id')),
    programmaticClients: keys.find('programmatic_clients')?.items().map(clientId) ?? [],
  };
}
