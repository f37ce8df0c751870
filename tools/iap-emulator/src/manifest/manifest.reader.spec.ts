import { readFile } from 'node:fs/promises';
import { ManifestError } from './manifest.error.ts';
import { parseManifest, readManifest } from './manifest.reader.ts';

const GOOD = `project:
  id: quotes-demo
  number: '123456789012'
region: europe-west1
default_hostname: quotes-demo.ew.r.appspot.com
iap:
  oauth_client_id: 1-a.apps.googleusercontent.com
services:
  default:
    app: web
    access: public
    service_account: web-sa@quotes-demo.iam.gserviceaccount.com
  api:
    app: api
    access: closed
    callers:
      - serviceAccount:web-sa@quotes-demo.iam.gserviceaccount.com
    service_account: api-sa@quotes-demo.iam.gserviceaccount.com
emulator:
  port: 8000
  services:
    default:
      port: 8080
      metadata_port: 8090
      proxy: http://127.0.0.1:3000
    api:
      port: 8081
      metadata_port: 8091
      proxy: http://127.0.0.1:3001
`;
const CALLER = '- serviceAccount:web-sa@quotes-demo.iam.gserviceaccount.com';

function faultsOf(source: string): string {
  try {
    parseManifest(source, 'iap.yaml');
    return 'none';
  } catch (error) {
    expect(error).toBeInstanceOf(ManifestError);
    return (error as ManifestError).message;
  }
}

it('reads a manifest', () => {
  const manifest = parseManifest(GOOD, 'iap.yaml');
  expect(manifest).toMatchObject({
    file: 'iap.yaml',
    project: { id: 'quotes-demo', number: '123456789012' },
    iap: { oauthClientId: '1-a.apps.googleusercontent.com', programmaticClients: [] },
    services: {
      default: { access: 'public', callers: [] },
      api: { access: 'closed', callers: [expect.any(String)] },
    },
    emulator: {
      port: 8000,
      services: { api: { port: 8081, metadataPort: 8091, proxy: 'http://127.0.0.1:3001' } },
    },
  });
});

it('reads the manifest of this repository', async () => {
  const file = new URL('../../../../app-yaml/iap.yaml', import.meta.url).pathname;
  expect((await readManifest(file)).project.number).toMatch(/^\d+$/);
  expect(await readFile(file, 'utf8')).toContain('emulator:');
});

it.each([
  ['everybody', GOOD.replace(CALLER, '- allUsers'), 'access: public'],
  ['every Google account', GOOD.replace(CALLER, '- allAuthenticatedUsers'), 'access: public'],
  ['a group', GOOD.replace(CALLER, '- group:team@example.com'), 'name the members'],
  ['nobody', GOOD.replace(`callers:\n      ${CALLER}`, 'callers: []'), 'at least one caller'],
  [
    'an account that is another service’s',
    GOOD.replace('service_account: api-sa@', 'service_account: web-sa@'),
    'its own',
  ],
])('refuses a closed service with %s', (_who, source, remedy) => {
  expect(source).not.toBe(GOOD);
  expect(faultsOf(source)).toContain(remedy);
});

it.each([['user:ada@example.com'], ['domain:example.com']])('takes %s as a caller', (member) => {
  expect(faultsOf(GOOD.replace(CALLER, `- ${member}`))).toBe('none');
});

it.each([
  ['all ports free', GOOD.replace(/port: 80\d\d/g, 'port: 0')],
  [
    'IPv6 and localhost',
    GOOD.replace('127.0.0.1:3000', '[::1]:3000').replace('127.0.0.1:3001', 'localhost:3001'),
  ],
  ['an anchor', GOOD.replace('project:', 'project: &p').replace('region:', 'region:')],
  ['a service with the name of something in JavaScript', GOOD.replaceAll('  api:', '  constructor:')],
])('takes %s', (_row, source) => {
  expect(faultsOf(source)).toBe('none');
});

it.each<[row: string, from: string, to: string, fault: string]>([
  [
    'an unknown key',
    'access: closed',
    'acces: closed',
    'iap.yaml:15:5: services.api.acces: unknown key. Known here: app, access, callers, service_account',
  ],
  ['a missing key', '    access: closed\n', '', 'iap.yaml:14:5: services.api: the key access is missing'],
  [
    'a duplicate',
    'region: europe-west1\n',
    'region: a-b1\nregion: a-b1\n',
    'iap.yaml:5:1: this key stands here twice; remove one',
  ],
  [
    'a number without quotes',
    "'123456789012'",
    '123456789012',
    "iap.yaml:3:11: project.number: write the project number in quotes, as '123456789012'",
  ],
  [
    'another word',
    'access: closed',
    'access: private',
    'iap.yaml:15:13: services.api.access: write public or closed',
  ],
  [
    'a list where text belongs',
    'app: web',
    'app: [web]',
    'iap.yaml:10:10: services.default.app: write the name of the Nx project',
  ],
  [
    'text where a list belongs',
    `\n      ${CALLER}`,
    ' me',
    'iap.yaml:16:14: services.api.callers: write a list, one item a line with a dash, or []',
  ],
  ['a bare address', CALLER, '- web-sa@a.b', 'iap.yaml:17:9: services.api.callers[0]: write an IAM member: '],
  [
    'an unknown kind of member',
    CALLER,
    '- robot:a@b.c',
    'iap.yaml:17:9: services.api.callers[0]: write an IAM member: ',
  ],
  [
    'a comma in a member',
    CALLER,
    "- 'user:a@b.c,user:d@e.f'",
    'iap.yaml:17:9: services.api.callers[0]: write an IAM member: ',
  ],
  [
    'a port in quotes',
    'port: 8000',
    "port: '8000'",
    'iap.yaml:20:9: emulator.port: write a port between 0 and 65535',
  ],
  [
    'a port too high',
    'port: 8000',
    'port: 65536',
    'iap.yaml:20:9: emulator.port: write a port between 0 and 65535',
  ],
  ['no port', 'port: 8000', 'port:', 'iap.yaml:20:8: emulator.port: write a port between 0 and 65535'],
  [
    'a port twice',
    'port: 8081',
    'port: 8080',
    'iap.yaml:27:13: emulator.services.api.port: port 8080 is already that of emulator.services.default.port',
  ],
  [
    'the port of a process twice',
    '127.0.0.1:3001',
    '127.0.0.1:8000',
    'iap.yaml:29:14: emulator.services.api.proxy: port 8000 is already that of emulator.port',
  ],
  [
    'a proxy elsewhere',
    'http://127.0.0.1:3001',
    'http://10.0.0.1:3001',
    'iap.yaml:29:14: emulator.services.api.proxy: write an address on loopback',
  ],
  [
    'a proxy with a path',
    'http://127.0.0.1:3001',
    'http://127.0.0.1:3001/x',
    'iap.yaml:29:14: emulator.services.api.proxy: write an address on loopback',
  ],
  [
    'a proxy that only looks local',
    'http://127.0.0.1:3001',
    'http://127.0.0.1:3001@evil.example',
    'iap.yaml:29:14: emulator.services.api.proxy: write an address on loopback',
  ],
  [
    'callers of a public service',
    '    access: closed',
    '    access: public',
    'iap.yaml:17:7: services.api.callers: a public service has no callers',
  ],
  [
    'a closed service that names no callers',
    `    callers:\n      ${CALLER}\n`,
    '',
    'iap.yaml:14:5: services.api: a closed service says who may call it: add callers',
  ],
  [
    'a service without ports',
    '    api:\n      port',
    '    ape:\n      port',
    'iap.yaml:22:5: emulator.services: add an entry for the service api',
  ],
  [
    'a service without ports that JavaScript knows by name',
    '  api:\n    app',
    '  constructor:\n    app',
    'emulator.services: add an entry for the service constructor',
  ],
  [
    'ports without a service',
    '    api:\n      port',
    '    ape:\n      port',
    'iap.yaml:27:7: emulator.services.ape: there is no service ape under services',
  ],
  [
    'a service id in capitals',
    '  api:\n    app',
    '  Api:\n    app',
    'iap.yaml:13:3: services.Api: write a service id',
  ],
  [
    'no services',
    GOOD.slice(GOOD.indexOf('services:'), GOOD.indexOf('emulator:')),
    'services: {}\n',
    'iap.yaml:8:11: services: write at least one entry below this key',
  ],
  ['a tab', '  api:\n    app', '  api:\n\tapp', 'iap.yaml:14:1: Tabs are not allowed as indentation'],
  [
    'an alias to itself',
    'project:\n',
    'x: &a [*a]\nproject:\n',
    'iap.yaml:1:1: x: unknown key. Known here: project, region, default_hostname, iap, services, emulator',
  ],
  [
    'a host name with a scheme',
    'default_hostname: ',
    'default_hostname: https://',
    'iap.yaml:5:19: default_hostname: write a host name without https://',
  ],
])('refuses %s, and says where and what to write', (_row, from, to, fault) => {
  expect(GOOD).toContain(from);
  expect(faultsOf(GOOD.replace(from, to))).toContain(fault);
});

it('names all faults at once', () => {
  const source = GOOD.replace('access: closed', 'access: x')
    .replace('port: 8000', 'port: x')
    .replace('region', 'regio');
  expect(faultsOf(source).split('\n')).toHaveLength(4);
});

it.each(['', '[]', 'null', 'a: 1\n---\nb: 2', '"', '? [a]\n: 1'])('refuses %j', (source) => {
  expect(faultsOf(source)).toMatch(/^iap\.yaml:\d+:\d+: /);
});

it('names a file that is not there, and the way to name another', async () => {
  await expect(readManifest('nowhere.yaml')).rejects.toThrow(
    'nowhere.yaml:1:1: there is no such file; name the manifest with --config FILE or the variable IAP_CONFIG',
  );
  await expect(readManifest('.')).rejects.toThrow('.:1:1: it cannot be read; name the manifest');
});
