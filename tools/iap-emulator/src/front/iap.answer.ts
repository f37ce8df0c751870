import { textAnswer } from '../net/answer.ts';
import type { Answer } from '../net/answer.ts';
import type { Caller } from '../policy/caller.ts';
import type { Redirect } from '../sign-in/sign-in.flow.ts';
import { escape } from '../sign-in/sign-in.page.ts';

/** On every answer that IAP makes itself: what tells it from an answer of the app. */
const GENERATED = { 'x-goog-iap-generated-response': 'true', 'content-type': 'text/html; charset=UTF-8' };
const NOT_STORED = { ...GENERATED, 'cache-control': 'no-store' };

/** 401 in IAP's words: one plain sentence, though its type is text/html. `because` may stand in HTML as it is. */
export function refusal(because: string): Answer {
  return textAnswer(401, `Invalid IAP credentials: ${because}`, GENERATED);
}

/** 302 to the sign-in page. */
export function toSignIn({ location, cookies }: Redirect): Answer {
  return textAnswer(302, 'Invalid IAP credentials: empty token', {
    ...NOT_STORED,
    location,
    'set-cookie': cookies,
  });
}

/** 302 to a page of the app, with the cookies of a session that begins or ends. */
export function toApp({ location, cookies }: Redirect): Answer {
  return textAnswer(302, '', { ...NOT_STORED, location, 'set-cookie': cookies });
}

/** 403 for somebody who is known and may not come in. */
export function denial({ email }: Caller): Answer {
  const page = `<!doctype html><title>403</title><h1>You don't have access</h1>
<p>${escape(email)} is signed in, and does not have access to this application.</p>
<p><a href="?gcp-iap-mode=CLEAR_LOGIN_COOKIE">Use another account</a></p>
`;
  return textAnswer(403, page, NOT_STORED);
}

/** `?gcp-iap-mode=IDENTITY`: who is signed in. */
export function identity(caller: Caller | undefined): Answer {
  if (!caller) return textAnswer(401, 'IDENTITY mode is only available to authenticated users.', GENERATED);
  const [email, sub] = [caller.email, caller.subject].map((value) => `accounts.google.com:${value}`);
  const type = { 'content-type': 'application/json; charset=UTF-8' };
  return textAnswer(200, JSON.stringify({ email, sub }), { ...NOT_STORED, ...type });
}

/** 429: the project has sent more requests than it may. The words are this emulator's. */
export function tooMany(): Answer {
  return textAnswer(429, 'Quota exceeded. Try again later.', GENERATED);
}

/** 400 for a SECURE_TOKEN_TEST of a type that there is not, and for a sign-in that does not add up. */
export function badRequest(): Answer {
  return textAnswer(400, 'There was a problem with your request.', GENERATED);
}
