import { CONTROL_HEADER, CONTROL_PATH } from './control.endpoints.ts';

/** The emulator did not do what it was told; `code` says why. */
export class ControlError extends Error {
  /** `ERR_NO_EMULATOR` when nobody answers, otherwise what the emulator said. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'ControlError';
    this.code = code;
  }
}

/**
 * Tells a running emulator to do something, and gives what it answers.
 * @param url origin of the emulator's own port
 * @throws {ControlError}
 */
export async function command(url: string, verb: string, args: object): Promise<unknown> {
  const response = await answerOf(new URL(CONTROL_PATH + verb, url), JSON.stringify(args));
  const result = await resultIn(response);
  if (response.ok && result) return result;
  const { code = 'ERR_NO_EMULATOR', message = `What answers at ${url} is no emulator.` } =
    result?.error ?? {};
  throw new ControlError(code, message);
}

async function answerOf(url: URL, body: string): Promise<Response> {
  const headers = { [CONTROL_HEADER]: '1', 'content-type': 'application/json' };
  try {
    return await fetch(url, { method: 'POST', headers, body, redirect: 'manual' });
  } catch {
    const hint = 'Start one, or name another with --url or IAP_EMULATOR_URL';
    throw new ControlError('ERR_NO_EMULATOR', `No emulator answers at ${url.origin}. ${hint}.`);
  }
}

async function resultIn(
  response: Response,
): Promise<{ error?: { code: string; message: string } } | undefined> {
  try {
    return (await response.json()) as { error?: { code: string; message: string } };
  } catch {
    return undefined;
  }
}
