import type { EmulatorContext } from '../emulator.context.ts';
import type { Answer } from '../net/answer.ts';
import { originFor } from '../net/host.rule.ts';
import type { Session } from '../sign-in/session.ts';
import { SIGNED_IN_PATH } from '../sign-in/sign-in.flow.ts';
import type { FrontRequest } from './front.request.ts';
import { badRequest, toApp } from './iap.answer.ts';
import type { RequestLog } from './request.log.ts';
import { without } from './request.target.ts';

const CLEAR_COOKIE_PATH = '/_gcp_iap/clear_login_cookie';

/** IAP's own addresses on a front, which no app ever sees; `undefined` for all others. */
export function ownPage(
  { target, query, host, message }: FrontRequest,
  { signIn }: EmulatorContext,
  session: Session,
  front: string,
  log: RequestLog,
): Answer | undefined {
  if (target.path === SIGNED_IN_PATH) {
    const back = signIn.redeem(query.get('ticket') ?? '', session.service, message.headers.cookie);
    log.because(back ? `signed in as ${back.caller.email}` : 'a sign-in that is over or was begun elsewhere');
    return back
      ? toApp({ ...back, cookies: [...back.cookies, ...session.start(back.caller)] })
      : badRequest();
  }
  const isClearPath = target.path === CLEAR_COOKIE_PATH;
  if (!isClearPath && query.get('gcp-iap-mode') !== 'CLEAR_LOGIN_COOKIE') return undefined;
  log.because('signed out');
  const path = isClearPath ? '/' : without('gcp-iap-mode', target);
  return toApp({ location: originFor(host, front) + path, cookies: session.end() });
}
