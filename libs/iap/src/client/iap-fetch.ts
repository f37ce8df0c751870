import { IapConfigError } from '../iap.errors.ts';
import { countAnswer, countFailure } from './client.telemetry.ts';
import { goesThroughProxy } from './environment.proxy.ts';
import { type Call, callOf } from './fetch.call.ts';
import { iapErrorOf, isByIap } from './iap-answer.ts';
import { IapOriginError, IapRefusedError } from './iap-client.errors.ts';
import { assertClientOptions, wayOut } from './iap-client.options-check.ts';
import { credentialsOf, type IapUpstreamOptions } from './iap-client.options.ts';
import { canBeSentAgain, pauseBeforeRetry } from './retry.policy.ts';
import { pauseUnlessAborted, unlessAborted } from './signal.wait.ts';
import type { Token } from './token.reader.ts';
import { tokenProviderFor } from './token.registry.ts';
import { Upstream } from './upstream.ts';

/** `fetch` for one upstream. A relative URL is meant from `baseURL` on. */
export type IapFetch = (input: string | URL | Request, init?: RequestInit | null) => Promise<Response>;

/** Milliseconds and characters of a refusal that are waited for and read. */
const MOST_MS = 5_000;
const MOST_TEXT = 65_536;

/**
 * The process's own `fetch` for one upstream behind IAP, with the token and the rules of `IapHttpService`: one origin, no
 * redirects, IAP's own answers as errors. Clients with the same credentials share one token.
 *
 * @throws {IapConfigError} that names all faults of the options
 */
export function createIapFetch(options: IapUpstreamOptions): IapFetch {
  assertClientOptions(options);
  const upstream = new Upstream(options.baseURL);
  const { origin } = upstream;
  if (goesThroughProxy(new URL(origin))) {
    throw new IapConfigError(
      `Not sent: the environment names a proxy, and ${origin} is not encrypted. Name its host in NO_PROXY.`,
    );
  }
  const tokens = tokenProviderFor(credentialsOf(options), origin);
  const { credentialHeader = 'authorization', retries: most = 2 } = options;

  async function send(call: Call, token: Token): Promise<Response> {
    call.headers.set(credentialHeader, `Bearer ${token.value}`);
    const response = await fetch(call.url, { ...call.init, headers: call.headers, redirect: 'manual' });
    if (response.status < 300) return response;
    const answer = { status: response.status, headers: Object.fromEntries(response.headers) };
    const data = isByIap(answer) && answer.status >= 400 ? await beginningOf(response) : undefined;
    const { audience, type } = tokens;
    const error = iapErrorOf({ ...answer, data }, { origin, audience, type, caller: token.email });
    if (!error) return response;
    await response.body?.cancel().catch(() => undefined);
    throw error;
  }

  async function sendUntilTaken(call: Call): Promise<Response> {
    const { method, body: data } = call.init;
    const signal = call.init.signal ?? undefined;
    const first = tokens.peek() ?? (await unlessAborted(tokens.get(), signal));
    let [token, isFresh, retries, waited] = [first, false, 0, 0];
    for (;;) {
      try {
        return await send(call, token);
      } catch (error) {
        if (!(error instanceof IapRefusedError)) throw error;
        if (error.status === 401 && !isFresh && canBeSentAgain(data)) {
          isFresh = true;
          const another = await unlessAborted(tokens.replace(token), signal);
          if (another.value === token.value) throw error;
          token = another;
          continue;
        }
        const attempts = { retries, most, waited };
        const pause = pauseBeforeRetry(error, { method: method ?? 'get', data }, attempts, Math.random());
        if (pause === undefined) throw error;
        await pauseUnlessAborted(pause, signal);
        retries += 1;
        waited += pause;
      }
    }
  }

  return async (input, init) => {
    try {
      const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
      const path = input instanceof Request ? input.url : input;
      const url = upstream.resolve(path instanceof URL ? path.href : path, { host: headers.get('host') });
      if (init && 'dispatcher' in init) throw new IapOriginError(origin, 'the request sets dispatcher');
      if (headers.has(credentialHeader)) {
        throw new IapConfigError(
          `Not sent: ${credentialHeader} carries the token. ${wayOut(credentialHeader)}`,
        );
      }
      const response = await sendUntilTaken(callOf(url.href, input, init));
      countAnswer(origin);
      return response;
    } catch (error) {
      countFailure(origin, error);
      throw error;
    }
  };
}

/** The beginning of a refusal. IAP's are a sentence or a page: who sends more, or nothing for long, is not read out. */
async function beginningOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  const reader = response.body?.getReader() as ReadableStreamDefaultReader<Uint8Array> | undefined;
  const timer = setTimeout(() => void reader?.cancel().catch(() => undefined), MOST_MS);
  let text = '';
  try {
    while (reader && text.length < MOST_TEXT) {
      const { done, value } = await reader.read();
      if (done) break;
      text += decoder.decode(value, { stream: true });
    }
    return text;
  } finally {
    clearTimeout(timer);
    await reader?.cancel().catch(() => undefined);
    reader?.releaseLock();
  }
}
