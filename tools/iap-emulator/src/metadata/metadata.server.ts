import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { EmulatorContext } from '../emulator.context.ts';
import { delayBy } from '../faults/fault.delay.ts';
import type { FaultValue } from '../faults/faults.table.ts';
import { textAnswer } from '../net/answer.ts';
import type { Answer } from '../net/answer.ts';
import { createAnsweringServer } from '../net/answering.server.ts';
import { recording } from '../records/recording.ts';
import { identityAnswer } from './identity.endpoint.ts';
import { metadataPathOf, refusalOf } from './metadata.request.ts';
import type { MetadataPath } from './metadata.request.ts';
import { isDirectory, listingOf, metadataTree, nodeAt, recursionOf } from './metadata.tree.ts';
import type { MetadataDirectory } from './metadata.tree.ts';

/** On every answer; Google's clients believe no other. */
const FLAVOR = { 'metadata-flavor': 'Google', server: 'Metadata Server for VM' };
const TEXT = { ...FLAVOR, 'content-type': 'application/text' };
const JSON_TYPE = { ...FLAVOR, 'content-type': 'application/json' };
/** Seconds; the real one answers with what is left of a token it holds. */
const ACCESS_TOKEN_LIFETIME_S = 3599;

/** What a metadata server says that fails as a whole. */
const FAILURES: Partial<Record<FaultValue<'metadata'>, { readonly status: number; readonly body: string }>> =
  {
    'not-found': { status: 404, body: 'Not Found' },
    throttled: { status: 429, body: 'Too Many Requests' },
    broken: { status: 500, body: 'Internal Server Error' },
    unavailable: { status: 503, body: 'Service Unavailable' },
  };

/** The metadata server of one service: whoever asks it is that service's service account. */
export function createMetadataServer(context: EmulatorContext, service: string): Server {
  return createAnsweringServer(
    recording(context, 'metadata', service, async (request) => {
      const { faults } = context;
      await delayBy(faults, 'metadata_latency_ms', service);
      const fault = faults.of('metadata', service);
      if (fault === 'down') return undefined;
      const failure = fault && FAILURES[fault];
      if (failure) return textAnswer(failure.status, failure.body, TEXT);
      const answer = await answerTo(request, context, service);
      if (fault === 'cut-off') return { ...answer, isCutOff: true };
      return fault === 'no-flavor' ? withoutFlavor(answer) : answer;
    }),
  );
}

async function answerTo(
  request: IncomingMessage,
  context: EmulatorContext,
  service: string,
): Promise<Answer> {
  const refusal = refusalOf(request);
  if (refusal) return textAnswer(refusal.status, refusal.body, TEXT);
  const serviceAccount = context.manifest.services[service]?.serviceAccount ?? '';
  const path = metadataPathOf(request.url ?? '/');
  if (path.isRoot) return textAnswer(200, 'computeMetadata/\n', TEXT);
  const account = accountActionIn(path, serviceAccount);
  if (account === 'identity') return identityAnswer(path.query, context, { service, serviceAccount }, FLAVOR);
  if (account === 'token') return accessToken();
  return valueIn(metadataTree(context.manifest, serviceAccount), path);
}

function withoutFlavor({ headers, ...answer }: Answer): Answer {
  const kept = Object.entries(headers).filter(([name]) => name !== 'metadata-flavor');
  return { ...answer, headers: Object.fromEntries(kept) };
}

/** `identity` and `token` are made when asked for; both are reached as `default` and by the account's address. */
function accountActionIn({ names = [] }: MetadataPath, serviceAccount: string): string | undefined {
  const [instance, accounts, account, action, ...rest] = names;
  const isAccount = instance === 'instance' && accounts === 'service-accounts' && rest.length === 0;
  return isAccount && (account === 'default' || account === serviceAccount) ? action : undefined;
}

/** An access token of the right shape. No Google API would take it, and none is behind this emulator. */
function accessToken(): Answer {
  const token = `ya29.emulator.${randomBytes(48).toString('base64url')}`;
  const body = { access_token: token, expires_in: ACCESS_TOKEN_LIFETIME_S, token_type: 'Bearer' };
  return textAnswer(200, JSON.stringify(body), JSON_TYPE);
}

function valueIn(tree: MetadataDirectory, { names, query }: MetadataPath): Answer {
  const node = names && nodeAt(tree, names);
  if (node === undefined) return textAnswer(404, 'Not Found', TEXT);
  if (
    query.get('recursive')?.toLowerCase() === 'true' &&
    (isDirectory(node) || query.get('alt') === 'json')
  ) {
    return textAnswer(200, JSON.stringify(recursionOf(node)), JSON_TYPE);
  }
  if (query.get('alt') === 'json' && !isDirectory(node))
    return textAnswer(200, JSON.stringify(node), JSON_TYPE);
  return textAnswer(200, listingOf(node), TEXT);
}
