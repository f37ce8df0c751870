import type { IncomingMessage } from 'node:http';
import type { Manifest } from '../manifest/manifest.ts';
import { textAnswer } from '../net/answer.ts';
import type { Answer } from '../net/answer.ts';
import { bodyOf } from '../net/request.body.ts';
import type { SignInFlow, SignInState } from './sign-in.flow.ts';
import { pageHeaders, signInPage } from './sign-in.page.ts';

export const SIGN_IN_PATH = '/o/oauth2/v2/auth';
const EMAIL = /^[^\s@:,;<>"'\\]{1,64}@[a-z\d](?:[a-z\d.-]{0,250}[a-z\d])?$/i;
const MAX_FORM_BYTES = 16 * 1024;

/** Shows the sign-in page (GET) and takes the account that was chosen on it (POST). */
export async function answerSignIn(
  request: IncomingMessage,
  flow: SignInFlow,
  manifest: Manifest,
): Promise<Answer> {
  const isPost = request.method === 'POST';
  if (isPost && isCrossSite(request)) return textAnswer(403, 'This form is for its own page only.');
  const form = isPost ? await formOf(request) : new URL(request.url ?? '', 'http://localhost').searchParams;
  const sealed = form?.get('state') ?? '';
  const state = flow.stateOf(sealed);
  if (!state) return textAnswer(400, 'This sign-in is over or was never begun. Open the service again.');
  const email = form?.get('email')?.trim() ?? '';
  if (isPost && EMAIL.test(email)) return backTo(flow.finish(state, email));
  const fault = isPost ? 'Write an address, as ada@example.com.' : '';
  const page = signInPage(state, sealed, accountsIn(manifest, state), fault);
  return textAnswer(isPost ? 400 : 200, page, pageHeaders(state.origin));
}

/** A browser says where a form came from. A program that says nothing must still hold a sealed state. */
function isCrossSite({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  const isForeign = headers.origin !== undefined && headers.origin !== `http://${headers.host ?? ''}`;
  return isForeign || (site !== undefined && site !== 'same-origin');
}

function backTo(location: string): Answer {
  return textAnswer(303, '', { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
}

/** The accounts that the manifest knows: those that may call the service first. */
function accountsIn({ services }: Manifest, { service }: SignInState): { email: string; note: string }[] {
  const callers = services[service]?.callers ?? [];
  const invited = callers
    .filter((member) => /^(?:user|serviceAccount):/.test(member))
    .map((member) => ({ email: member.slice(member.indexOf(':') + 1), note: `may call ${service}` }));
  const own = Object.entries(services).map(([id, entry]) => ({
    email: entry.serviceAccount,
    note: `runs ${id}`,
  }));
  const others = [{ email: 'ada@example.com', note: 'a user' }, ...own];
  return [...invited, ...others.filter(({ email }) => !invited.some((account) => account.email === email))];
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  const body = await bodyOf(request, MAX_FORM_BYTES);
  return body === undefined ? undefined : new URLSearchParams(body);
}
