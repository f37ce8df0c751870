import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { EmulatorContext } from '../emulator.context.ts';
import { textAnswer } from '../net/answer.ts';
import type { Answer } from '../net/answer.ts';
import { createAnsweringServer } from '../net/answering.server.ts';
import { callerOf } from '../policy/caller.ts';
import { signIdToken } from './id-token.ts';
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

/** The metadata server of one service: whoever asks it is that service's service account. */
export function createMetadataServer(context: EmulatorContext, serviceAccount: string): Server {
  const tree = metadataTree(context.manifest, serviceAccount);
  return createAnsweringServer((request) => answerTo(request, tree, context, serviceAccount));
}

async function answerTo(
  request: IncomingMessage,
  tree: MetadataDirectory,
  context: EmulatorContext,
  serviceAccount: string,
): Promise<Answer> {
  const refusal = refusalOf(request);
  if (refusal) return textAnswer(refusal.status, refusal.body, TEXT);
  const path = metadataPathOf(request.url ?? '/');
  if (path.isRoot) return textAnswer(200, 'computeMetadata/\n', TEXT);
  const account = accountActionIn(path, serviceAccount);
  if (account === 'identity') return identityToken(path.query, context, serviceAccount);
  if (account === 'token') return accessToken();
  return valueIn(tree, path);
}

/** `identity` and `token` are made when asked for; both are reached as `default` and by the account's address. */
function accountActionIn({ names = [] }: MetadataPath, serviceAccount: string): string | undefined {
  const [instance, accounts, account, action, ...rest] = names;
  const isAccount = instance === 'instance' && accounts === 'service-accounts' && rest.length === 0;
  return isAccount && (account === 'default' || account === serviceAccount) ? action : undefined;
}

async function identityToken(
  query: URLSearchParams,
  { keys, now }: EmulatorContext,
  serviceAccount: string,
): Promise<Answer> {
  const audience = query.get('audience') ?? '';
  if (audience === '') return textAnswer(400, 'non-empty audience parameter required', TEXT);
  const withEmail = query.get('format')?.toLowerCase() === 'full';
  const terms = { audience, now: Math.floor(now() / 1000), withEmail };
  const token = signIdToken(await keys.google(), callerOf(serviceAccount), terms);
  return textAnswer(200, token, { ...FLAVOR, 'content-type': 'text/html' });
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
