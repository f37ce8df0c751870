import type { IncomingMessage, Server } from 'node:http';
import { answerAdmin, isAdminPath } from './admin/admin.endpoints.ts';
import { CONTROL_PATH, answerControl } from './control/control.endpoints.ts';
import type { Emulator } from './emulator.ts';
import type { EmulatorContext } from './emulator.context.ts';
import type { Front } from './front/front.ts';
import { createFrontServer } from './front/front.server.ts';
import { ownerOf } from './front/host.routing.ts';
import { targetOf } from './front/request.target.ts';
import { KEY_ADDRESSES, answerKeys } from './keys/key.endpoints.ts';
import { isLoopbackHost } from './net/host.rule.ts';
import { textAnswer } from './net/answer.ts';
import type { Answer } from './net/answer.ts';
import { answeringWith } from './net/answering.server.ts';
import { recording } from './records/recording.ts';
import { SIGN_IN_PATH, answerSignIn } from './sign-in/sign-in.endpoints.ts';

export interface PagesTerms {
  /** Whom the control addresses command. */
  readonly control: Emulator;
  readonly frontOf: (service: string) => Front;
}

/** The emulator's own port: keys, sign-in page, control addresses, and every service by its host name. */
export function createPagesServer(context: EmulatorContext, { control, frontOf }: PagesTerms): Server {
  const owner = (request: IncomingMessage) => ownerOf(hostOf(request), context.manifest);
  const keys = recording(context, 'keys', 'emulator', (request) => answerKeys(pathOf(request), context));
  const admin = recording(context, 'admin', 'emulator', (request) => answerAdmin(request, context));
  const answerTo = async (request: IncomingMessage): Promise<Answer | undefined> => {
    if (!isLoopbackHost(request.headers.host)) return textAnswer(403, 'Open this by 127.0.0.1 or localhost.');
    if (owner(request) === 'nobody') return textAnswer(404, 'There is no service of this name.');
    const path = pathOf(request);
    if (path.startsWith(CONTROL_PATH))
      return answerControl(request, path.slice(CONTROL_PATH.length), control);
    if (isAdminPath(path)) return admin(request);
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (path === SIGN_IN_PATH && (isRead || request.method === 'POST')) {
      return answerSignIn(request, context.signIn, context.manifest);
    }
    if (!isRead) return textAnswer(405, 'Method Not Allowed', { allow: 'GET, HEAD' });
    return path === '/' ? textAnswer(200, overviewOf(context)) : keys(request);
  };
  return createFrontServer((request) => {
    const found = owner(request);
    return typeof found === 'object' ? frontOf(found.service) : undefined;
  }, answeringWith(answerTo));
}

/** The host of an absolute-form target outranks the header, as it does at a front. */
function hostOf({ url = '', headers }: IncomingMessage): string | undefined {
  return targetOf(url)?.host ?? headers.host;
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?')[0] ?? '';
}

function overviewOf({ manifest }: EmulatorContext): string {
  const services = Object.entries(manifest.services).map(([id, { access }]) => `  ${id} (${access})`);
  const keys = KEY_ADDRESSES.map((path) => `  ${path}`);
  return ['IAP emulator', '', 'Services', ...services, '', 'Keys', ...keys, ''].join('\n');
}
