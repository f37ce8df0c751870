import { boundedGet } from './bounded.get.ts';

/** Only App Engine standard's own environment says so, and no request can change it. Source: App Engine, "Environment variables". */
export function isOnAppEngine(env: NodeJS.ProcessEnv): boolean {
  return env.GAE_ENV === 'standard';
}

/** The metadata server answers within milliseconds or not at all. */
const TIMEOUT_MS = 3_000;

/** A project number has 12 digits or so. */
const MAX_BYTES = 64;

/**
 * The audience of the App Engine application that this process belongs to.
 * @returns undefined when its environment or its metadata server does not tell
 */
export async function appEngineAudience(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const host = env.GCE_METADATA_HOST ?? 'metadata.google.internal';
  try {
    const url = new URL(`http://${host}/computeMetadata/v1/project/numeric-project-id`);
    const { headers, text } = await boundedGet(url, {
      headers: { 'metadata-flavor': 'Google' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      maxBytes: MAX_BYTES,
    });
    const number = text?.trim() ?? '';
    const isAnswer = headers['metadata-flavor'] === 'Google' && /^[1-9]\d*$/.test(number);
    const { GOOGLE_CLOUD_PROJECT: id } = env;
    return isAnswer && id !== undefined ? `/projects/${number}/apps/${id}` : undefined;
  } catch {
    return undefined;
  }
}
