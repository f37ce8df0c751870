import type { IncomingMessage } from 'node:http';
import type { EmulatorContext } from '../emulator.context.ts';
import { jsonAnswer } from '../net/answer.ts';
import type { Answer } from '../net/answer.ts';
import { bodyOf } from '../net/request.body.ts';
import type { AdminMethod, JsonObject } from './admin.call.ts';
import { appEngineMethods } from './app-engine.api.ts';
import { GoogleError, errorAnswer } from './google.error.ts';
import { iamMethods } from './iam.api.ts';
import { iapMethods } from './iap.api.ts';
import { resourceManagerMethods } from './resource-manager.api.ts';
import { serviceUsageMethods } from './service-usage.api.ts';

const MAX_BYTES = 1024 * 1024;
/** As protobuf's readers of JSON. What is deeper could be stored, and never be written again. */
const MAX_DEPTH = 100;
const METHODS: readonly AdminMethod[] = [
  ...appEngineMethods,
  ...iapMethods,
  ...iamMethods,
  ...resourceManagerMethods,
  ...serviceUsageMethods,
];

/** Whether a path is one of Google's APIs: they begin with their version, but for Cloud Storage. */
export function isAdminPath(path: string): boolean {
  return path.startsWith('/v1/') || path.startsWith('/storage/v1/');
}

/**
 * Google's APIs, as far as gcloud and the client libraries need them for IAP on App Engine. Any bearer token is taken, and
 * none at all is not: a page cannot send one without asking first, and is never told that it may.
 */
export async function answerAdmin(request: IncomingMessage, context: EmulatorContext): Promise<Answer> {
  const body = await bodyOf(request, MAX_BYTES);
  try {
    assertFromProgram(request);
    return jsonAnswer(await answerTo(request, body, context), { 'cache-control': 'no-store' });
  } catch (error) {
    if (error instanceof GoogleError) return errorAnswer(error);
    throw error;
  }
}

async function answerTo(
  { method, url = '' }: IncomingMessage,
  body: string | undefined,
  context: EmulatorContext,
): Promise<object> {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  for (const candidate of METHODS) {
    const match = candidate.method === method ? candidate.path.exec(pathname) : null;
    if (!match) continue;
    const at = Object.fromEntries(
      Object.entries(match.groups ?? {}).map(([name, text]) => [name, decoded(text)]),
    );
    const mask = (searchParams.get('updateMask') ?? '').split(',').filter((field) => field !== '');
    return candidate.run({ context, at, mask, body: parsed(body) });
  }
  throw new GoogleError('FAILED_PRECONDITION', `iap-emulator does not imitate ${method ?? ''} ${pathname}.`);
}

function assertFromProgram({ headers }: IncomingMessage): void {
  if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined)
    throw new GoogleError('PERMISSION_DENIED', 'This is for programs, not for pages.');
  if (/^Bearer \S/i.test(headers.authorization ?? '')) return;
  throw new GoogleError(
    'UNAUTHENTICATED',
    'Request is missing required authentication credential: any bearer token.',
  );
}

function parsed(body: string | undefined): JsonObject {
  if (body === undefined)
    throw new GoogleError('INVALID_ARGUMENT', `Request payload size exceeds the limit: ${MAX_BYTES} bytes.`);
  if (body === '') return {};
  if (depthOf(body) > MAX_DEPTH)
    throw new GoogleError(
      'INVALID_ARGUMENT',
      `Invalid JSON payload received: nested deeper than ${MAX_DEPTH}.`,
    );
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch {
    // Told below, without the parser's quotation.
  }
  throw new GoogleError('INVALID_ARGUMENT', 'Invalid JSON payload received: an object is required.');
}

function decoded(text: string | undefined): string {
  try {
    return decodeURIComponent(text ?? '');
  } catch {
    throw new GoogleError('INVALID_ARGUMENT', 'Malformed path.');
  }
}

/** How deep brackets are nested, those in strings left out. */
function depthOf(json: string): number {
  let [depth, deepest] = [0, 0];
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[[{\]}]/gs)) {
    if (token === '[' || token === '{') deepest = Math.max(deepest, ++depth);
    else if (token === ']' || token === '}') depth--;
  }
  return deepest;
}
