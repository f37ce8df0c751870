import type { Manifest, ServiceEntry, ServicePorts } from './manifest.ts';
import { MEMBER, MEMBER_HINT } from '../policy/member.ts';
import { key, object, optional } from './yaml.object.reader.ts';
import { list, port, record, text, word } from './yaml.readers.ts';

const SERVICE_ID = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/;
const EMAIL = /^[^\s@:,<>"']+@[^\s@:,<>"']+$/;
const LOOPBACK_ORIGIN = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):[1-9]\d{0,4}$/;

const serviceId = 'write a service id: small letters, digits and dashes, at most 63 characters';
const clientId = text(
  /^[\w.-]+\.apps\.googleusercontent\.com$/,
  'write an OAuth client id, as 123-abc.apps.googleusercontent.com',
);
const member = text(MEMBER, MEMBER_HINT);

const service = object<ServiceEntry>({
  app: key('app', text(/^[\w.@/-]+$/, 'write the name of the Nx project')),
  access: key('access', word('public', 'closed')),
  callers: optional('callers', list(member), []),
  serviceAccount: key('service_account', text(EMAIL, 'write the address of a service account')),
});

const servicePorts = object<ServicePorts>({
  port: key('port', port()),
  metadataPort: key('metadata_port', port()),
  proxy: key('proxy', text(LOOPBACK_ORIGIN, 'write an address on loopback, as http://127.0.0.1:3000')),
});

/** The shape of app-yaml/iap.yaml. */
export const manifestSchema = object<Omit<Manifest, 'file'>>({
  project: key(
    'project',
    object<Manifest['project']>({
      id: key(
        'id',
        text(/^(?:[a-z\d.-]+:)?[a-z][a-z\d-]{4,28}[a-z\d]$/, 'write a project id, as quotes-demo'),
      ),
      number: key('number', text(/^[1-9]\d{0,19}$/, "write the project number in quotes, as '123456789012'")),
    }),
  ),
  region: key('region', text(/^[a-z]+-[a-z]+\d*$/, 'write a region, as europe-west1')),
  defaultHostname: key('default_hostname', text(/^[a-z\d][a-z\d.-]*$/, 'write a host name without https://')),
  iap: key(
    'iap',
    object<Manifest['iap']>({
      oauthClientId: key('oauth_client_id', clientId),
      programmaticClients: optional('programmatic_clients', list(clientId), []),
    }),
  ),
  services: key('services', record(SERVICE_ID, serviceId, service)),
  emulator: key(
    'emulator',
    object<Manifest['emulator']>({
      port: key('port', port()),
      services: key('services', record(SERVICE_ID, serviceId, servicePorts)),
    }),
  ),
});
