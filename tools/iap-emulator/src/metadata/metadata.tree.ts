import type { Manifest } from '../manifest/manifest.ts';
import { callerOf } from '../policy/caller.ts';

/** A directory of the metadata server, or a value in it; null stands for one that is made when asked for. */
export type MetadataNode = string | number | readonly string[] | MetadataDirectory | null;
export interface MetadataDirectory {
  readonly [name: string]: MetadataNode;
}

/** What App Engine grants the service account of an app. */
export const SCOPES: readonly string[] = [
  'https://www.googleapis.com/auth/cloud-platform',
  'https://www.googleapis.com/auth/userinfo.email',
  'openid',
];

/** Everything below `/computeMetadata/v1/` that does not depend on a query. */
export function metadataTree({ project, region }: Manifest, serviceAccount: string): MetadataDirectory {
  const account = {
    aliases: ['default'],
    email: serviceAccount,
    identity: null,
    scopes: SCOPES,
    token: null,
  };
  return {
    instance: {
      attributes: {},
      id: callerOf(serviceAccount).subject,
      region: `projects/${project.number}/regions/${region}`,
      'service-accounts': { default: account, [serviceAccount]: account },
      zone: `projects/${project.number}/zones/${region}-1`,
    },
    project: {
      attributes: {},
      'numeric-project-id': Number(project.number),
      'project-id': project.id,
    },
    universe: { 'universe-domain': 'googleapis.com' },
  };
}

/** The node at a path of names; `undefined` where there is none. */
export function nodeAt(tree: MetadataDirectory, names: readonly string[]): MetadataNode | undefined {
  let node: MetadataNode | undefined = tree;
  for (const name of names) {
    if (!isDirectory(node) || !Object.hasOwn(node, name)) return undefined;
    node = node[name];
  }
  return node;
}

export function isDirectory(node: MetadataNode | undefined): node is MetadataDirectory {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}

/** As the server shows it: a directory as its names, a list as its lines, a value as it is. */
export function listingOf(node: MetadataNode): string {
  if (typeof node !== 'object' || node === null) return String(node);
  const lines = isDirectory(node)
    ? Object.entries(node).map(([name, child]) => (isDirectory(child) ? `${name}/` : name))
    : node;
  return lines.map((line) => `${line}\n`).join('');
}

/** As `recursive=true` shows it: JSON, whose keys are in camel case but for addresses. */
export function recursionOf(node: MetadataNode): unknown {
  if (!isDirectory(node)) return node;
  const kept = Object.entries(node).filter(([, child]) => child !== null);
  return Object.fromEntries(kept.map(([name, child]) => [camelCase(name), recursionOf(child)]));
}

function camelCase(name: string): string {
  return name.includes('@') ? name : name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
