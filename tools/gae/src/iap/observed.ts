import type { GcloudArguments } from '../gcloud/app-deploy.ts';
import { type Gcloud, jsonOf } from '../gcloud/capture.ts';
import type { Manifest } from '../manifest/manifest.ts';

/** What a caller must hold to pass IAP. */
export const ACCESSOR = 'roles/iap.httpsResourceAccessor';

/** Where a policy can be: on the project, on every web application of the project, on the App Engine application, or on one service. */
export type Place = 'project' | 'web' | 'app' | { readonly service: string };

/** Who may pass somewhere. */
export interface Access {
  /** Whoever holds the accessor role without a condition. */
  readonly members: readonly string[];
  /** Whoever holds it under a condition only: none of ours, and never touched. */
  readonly conditional: readonly string[];
}

/** What Google has. */
export interface Observed {
  readonly isOn: boolean;
  /** Empty where Google manages the client. */
  readonly clientId: string;
  /** Ids of the services that have a version. */
  readonly deployed: readonly string[];
  readonly project: Access;
  readonly web: Access;
  readonly app: Access;
  /** Of every service that is deployed or in the manifest. */
  readonly services: ReadonlyMap<string, Access>;
}

/** Reads it all by gcloud, changing nothing. @throws {GcloudError} */
export async function observe(gcloud: Gcloud, manifest: Manifest): Promise<Observed> {
  const { id } = manifest.project;
  const application = (await jsonOf(gcloud, ['app', 'describe', `--project=${id}`])) as Application;
  const listed = (await jsonOf(gcloud, ['app', 'services', 'list', `--project=${id}`])) as { id: string }[];
  const deployed = listed.map((service) => service.id);
  const named = new Set([...manifest.services.map((service) => service.id), ...deployed]);
  const [project, web, app, ...services] = await Promise.all([
    accessAt(gcloud, id, 'project'),
    accessAt(gcloud, id, 'web'),
    accessAt(gcloud, id, 'app'),
    ...[...named].map(async (service): Promise<[string, Access]> => [
      service,
      await accessAt(gcloud, id, { service }),
    ]),
  ]);
  return {
    isOn: application.iap?.enabled === true,
    clientId: application.iap?.oauth2ClientId ?? '',
    deployed,
    project,
    web,
    app,
    services: new Map(services),
  };
}

/** Who may pass at one place. @throws {GcloudError} */
export async function accessAt(gcloud: Gcloud, project: string, place: Place): Promise<Access> {
  const args =
    place === 'project'
      ? ['projects', 'get-iam-policy', project]
      : ['iap', 'web', 'get-iam-policy', ...flagsOf(place), `--project=${project}`];
  const { bindings = [] } = (await jsonOf(gcloud, args)) as Policy;
  const accessors = bindings.filter(({ role }) => role === ACCESSOR);
  const membersOf = (isConditional: boolean): string[] =>
    accessors
      .filter(({ condition }) => (condition !== undefined) === isConditional)
      .flatMap(({ members = [] }) => members);
  return { members: membersOf(false), conditional: membersOf(true) };
}

/** How `gcloud iap web` names a place. */
export function flagsOf(place: Exclude<Place, 'project'>): GcloudArguments {
  if (place === 'web') return [];
  return ['--resource-type=app-engine', ...(place === 'app' ? [] : [`--service=${place.service}`])];
}

interface Application {
  readonly iap?: { readonly enabled?: boolean; readonly oauth2ClientId?: string };
}

interface Policy {
  readonly bindings?: readonly {
    readonly role: string;
    readonly members?: readonly string[];
    readonly condition?: object;
  }[];
}
