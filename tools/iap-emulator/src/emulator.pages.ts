import type { IncomingMessage, Server } from 'node:http';
import type { EmulatorContext } from './emulator.context.ts';
import { publishedAt } from './keys/key.endpoints.ts';
import { isLoopbackHost } from './net/host.rule.ts';
import { jsonAnswer, textAnswer } from './net/answer.ts';
import type { Answer } from './net/answer.ts';
import { createAnsweringServer } from './net/answering.server.ts';
import { SIGN_IN_PATH, answerSignIn } from './sign-in/sign-in.endpoints.ts';

/** The emulator's own port: the keys as Google publishes them, and the sign-in page. */
export function createPagesServer(context: EmulatorContext): Server {
  return createAnsweringServer((request) => answerTo(request, context));
}

async function answerTo(request: IncomingMessage, context: EmulatorContext): Promise<Answer> {
  if (!isLoopbackHost(request.headers.host)) return textAnswer(403, 'Open this by 127.0.0.1 or localhost.');
  const path = (request.url ?? '').split('?')[0] ?? '';
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (path === SIGN_IN_PATH && (isRead || request.method === 'POST')) {
    return answerSignIn(request, context.signIn, context.manifest);
  }
  if (!isRead) return textAnswer(405, 'Method Not Allowed', { allow: 'GET, HEAD' });
  if (path === '/') return textAnswer(200, overviewOf(context));
  const published = await publishedAt(path, context.keys, context.now());
  if (!published) return textAnswer(404, 'Not Found');
  const maxAge = context.settings.keys_max_age_seconds;
  return jsonAnswer(published, { 'cache-control': `public, max-age=${maxAge}` });
}

function overviewOf({ manifest }: EmulatorContext): string {
  const services = Object.entries(manifest.services).map(([id, { access }]) => `  ${id} (${access})`);
  const keys = [
    '/iap/verify/public_key',
    '/iap/verify/public_key-jwk',
    '/oauth2/v3/certs',
    '/oauth2/v1/certs',
  ];
  return [
    'IAP emulator',
    '',
    'Services',
    ...services,
    '',
    'Keys',
    ...keys.map((path) => `  ${path}`),
    '',
  ].join('\n');
}
