import type { IncomingMessage } from 'node:http';
import { isMetadataHost } from '../net/host.rule.ts';

const ROOT = '/computeMetadata/v1';

/** Why a request is refused before anybody looks at its path. */
export interface MetadataRefusal {
  readonly status: number;
  readonly body: string;
}

/**
 * The rules that keep a browser, and a proxy that was tricked, away from a metadata server: the header that neither sets,
 * no header that a proxy adds, and a Host that is a metadata server's.
 */
export function refusalOf({ method, headers, url }: IncomingMessage): MetadataRefusal | undefined {
  if (!isMetadataHost(headers.host))
    return { status: 403, body: 'Host is not a name of this metadata server.' };
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, body: 'Method not allowed.' };
  if (headers['x-forwarded-for'] !== undefined)
    return { status: 403, body: 'X-Forwarded-For is not allowed.' };
  const needsFlavor = (url ?? '/').split('?')[0] !== '/';
  if (needsFlavor && headers['metadata-flavor']?.toString().toLowerCase() !== 'google') {
    return { status: 403, body: 'Missing Metadata-Flavor:Google header.' };
  }
  return undefined;
}

export interface MetadataPath {
  /** Names below `/computeMetadata/v1`; `undefined` for what lies elsewhere. */
  readonly names: readonly string[] | undefined;
  readonly isRoot: boolean;
  readonly query: URLSearchParams;
}

/** Takes an address apart. A slash at the end makes no difference. */
export function metadataPathOf(url: string): MetadataPath {
  const [path = '', query = ''] = url.split(/\?(.*)/s);
  const trimmed = path.replace(/\/+$/, '');
  const isBelow = trimmed === ROOT || trimmed.startsWith(`${ROOT}/`);
  const names = trimmed
    .slice(ROOT.length + 1)
    .split('/')
    .map(decode)
    .filter((name) => name !== '');
  return { names: isBelow ? names : undefined, isRoot: trimmed === '', query: new URLSearchParams(query) };
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
