import type { IncomingMessage } from 'node:http';
import type { Emulator } from '../emulator.ts';
import { jsonAnswer, textAnswer } from '../net/answer.ts';
import type { Answer } from '../net/answer.ts';
import { bodyOf } from '../net/request.body.ts';
import { NoRequestError } from '../records/no-request.error.ts';
import { readArguments } from './control.arguments.ts';
import { verbs } from './control.verbs.ts';

/** Below it, every verb has its address. */
export const CONTROL_PATH = '/_emulator/';
/** A page of another site cannot send it without asking first, and is never told that it may. */
export const CONTROL_HEADER = 'x-iap-emulator';
const MAX_BYTES = 16 * 1024;
const NOT_STORED = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** Does what a verb says: POST, the custom header, and the arguments as a JSON object. */
export async function answerControl(
  request: IncomingMessage,
  name: string,
  emulator: Emulator,
): Promise<Answer> {
  if (request.method !== 'POST')
    return refusal(405, 'ERR_METHOD', 'Every verb is a POST.', { allow: 'POST' });
  if (isFromPage(request)) {
    return refusal(403, 'ERR_HEADER', `Send the header ${CONTROL_HEADER}: 1, and no other site’s Origin.`);
  }
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (!verb)
    return refusal(404, 'ERR_VERB', `There is no verb ${name}. Known: ${Object.keys(verbs).join(', ')}.`);
  const body = await bodyOf(request, MAX_BYTES);
  if (body === undefined) return refusal(413, 'ERR_SIZE', `The arguments take up to ${MAX_BYTES} bytes.`);
  try {
    const result = await verb.run(emulator, readArguments(body, verb.takes));
    return jsonAnswer(result ?? {}, NOT_STORED);
  } catch (error) {
    if (error instanceof RangeError) return refusal(400, 'ERR_ARGUMENT', error.message);
    if (error instanceof NoRequestError) return refusal(404, error.code, error.message);
    throw error;
  }
}

/** Whether a page could have sent it: one of another site, or any page by a form. */
function isFromPage({ headers }: IncomingMessage): boolean {
  const isForeign = headers.origin !== undefined && headers.origin !== `http://${headers.host ?? ''}`;
  return isForeign || headers[CONTROL_HEADER] !== '1';
}

function refusal(status: number, code: string, message: string, headers: Answer['headers'] = {}): Answer {
  const body = JSON.stringify({ error: { code, message } });
  const type = { 'content-type': 'application/json; charset=utf-8' };
  return textAnswer(status, body, { ...NOT_STORED, ...type, ...headers });
}
