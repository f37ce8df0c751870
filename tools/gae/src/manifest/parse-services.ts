import type { YamlField } from '../yaml/yaml-field.ts';
import type { Service } from './manifest.ts';

const SERVICE_ID = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/;
const APP = /^[a-z\d][a-z\d-]*$/;
const EMAIL = /^[^\s@:,]+@[^\s@:,]+$/;
const MEMBER =
  /^(?:(?:serviceAccount|user|group):[^\s@:,]+@[^\s@:,]+|domain:[^\s@:,]+|allUsers|allAuthenticatedUsers)$/;
const MEMBER_MEANING = 'an IAM member: serviceAccount:EMAIL, user:EMAIL, domain:DOMAIN';

/** Reads `services:` of app-yaml/iap.yaml. */
export function parseServices(field: YamlField): readonly Service[] {
  const apps = new Set<string>();
  const accounts = new Set<string>();
  const services = field.entries().map(([id, value]) => {
    const service = parseService(id, value);
    if (apps.has(service.app))
      value.refuse(`app: ${service.app} is another service already; an app is deployed as one`);
    if (accounts.has(service.serviceAccount))
      value.refuse(
        'give it a service_account of its own; what is granted to one service would be granted to both',
      );
    apps.add(service.app);
    accounts.add(service.serviceAccount);
    return service;
  });
  if (!services.some(({ id }) => id === 'default'))
    field.refuse('add the service default; App Engine does not take another one before it');
  return services;
}

function parseService(id: string, field: YamlField): Service {
  if (!SERVICE_ID.test(id))
    field.refuse('name the service with 1 to 63 of a-z, 0-9 and -, the - neither first nor last');
  const keys = field.fields(['app', 'access', 'callers', 'service_account']);
  const access = keys.get('access').oneOf(['public', 'closed']);
  return {
    id,
    app: keys.get('app').string(APP, 'the name of an Nx project, e.g. web'),
    access,
    callers: access === 'closed' ? closedTo(keys.get('callers')) : openTo(keys.find('callers')),
    serviceAccount: keys.get('service_account').string(EMAIL, "a service account's e-mail address"),
  };
}

function closedTo(callers: YamlField): readonly string[] {
  const members = new Set<string>();
  for (const item of callers.items()) {
    const member = item.string(MEMBER, MEMBER_MEANING);
    if (member === 'allUsers' || member === 'allAuthenticatedUsers')
      item.refuse('name callers; a service open to everybody has access: public');
    if (member.startsWith('group:'))
      item.refuse('name the members; IAP does not tell the service which groups a caller is in');
    if (members.has(member)) item.refuse('remove it; this caller is here twice');
    members.add(member);
  }
  if (members.size === 0)
    callers.refuse('name at least one caller; a closed service without any does not start');
  return [...members];
}

function openTo(callers: YamlField | undefined): readonly [] {
  if (callers) callers.refuse('remove it; everybody may call a public service. Or write access: closed');
  return [];
}
