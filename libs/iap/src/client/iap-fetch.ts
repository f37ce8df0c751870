import { setTimeout } from 'node:timers/promises';

import { IAP_JWT_HEADER } from '../iap.constants.ts';
import { IapConfigError } from '../iap.errors.ts';
import { countAnswer, countFailure } from './client.telemetry.ts';
import { iapErrorOf, isByIap } from './iap-answer.ts';
import { IapOriginError, IapRefusedError } from './iap-client.errors.ts';
import { assertClientOptions, wayOut } from './iap-client.options-check.ts';
import { credentialsOf, type IapUpstreamOptions } from './iap-client.options.ts';
import { canBeSentAgain, pauseBeforeRetry } from './retry.policy.ts';
import type { Token } from './token.reader.ts';
import { tokenProviderFor } from './token.registry.ts';
import { traceHeaders } from './trace.context.ts';
import { Upstream } from './upstream.ts';

/** `fetch` for one upstream. A relative URL is meant from `baseURL` on. */
export type IapFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

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
  const tokens = tokenProviderFor(credentialsOf(options), origin);
  const { credentialHeader = 'authorization', retries: most = 2 } = options;

  async function send(call: Call, token: Token): Promise<Response> {
    call.headers.set(credentialHeader, `Bearer ${token.value}`);
    const response = await fetch(call.source, { ...call.init, headers: call.headers, redirect: 'manual' });
    if (response.status < 300) return response;
    const answer = { status: response.status, headers: Object.fromEntries(response.headers) };
    const data = isByIap(answer) && answer.status >= 400 ? await response.text() : undefined;
    const { audience, type } = tokens;
    const error = iapErrorOf({ ...answer, data }, { origin, audience, type, caller: token.email });
    if (!error) return response;
    await response.body?.cancel().catch(() => undefined);
    throw error;
  }

  async function sendUntilTaken(call: Call): Promise<Response> {
    let [token, isFresh, retries, waited] = [tokens.peek() ?? (await tokens.get()), false, 0, 0];
    const { method, body: data, signal } = call;
    for (;;) {
      try {
        return await send(call, token);
      } catch (error) {
        if (!(error instanceof IapRefusedError)) throw error;
        if (error.status === 401 && !isFresh && canBeSentAgain(data)) {
          isFresh = true;
          const another = await tokens.replace(token);
          if (another.value === token.value) throw error;
          token = another;
          continue;
        }
        const pause = pauseBeforeRetry(error, { method, data }, { retries, most, waited }, Math.random());
        if (pause === undefined) throw error;
        await setTimeout(pause, undefined, signal && { signal });
        retries += 1;
        waited += pause;
      }
    }
  }

  return async (input, init = {}) => {
    try {
      const call = callOf(input, init);
      const url = upstream.resolve(
        call.source instanceof Request ? call.source.url : call.source,
        hostOf(call.headers),
      );
      if ('dispatcher' in init) throw new IapOriginError(origin, 'the request sets dispatcher');
      if (call.headers.has(credentialHeader)) {
        throw new IapConfigError(
          `Not sent: ${credentialHeader} carries the token. ${wayOut(credentialHeader)}`,
        );
      }
      if (!(call.source instanceof Request)) call.source = url.href;
      const response = await sendUntilTaken(call);
      countAnswer(origin);
      return response;
    } catch (error) {
      countFailure(origin, error);
      throw error;
    }
  };
}

/** What one call sends. The headers are its own: the token goes into them and into nothing of the app's. */
interface Call {
  source: string | Request;
  readonly init: RequestInit;
  readonly headers: Headers;
  readonly method: string;
  readonly body: unknown;
  readonly signal: AbortSignal | undefined;
}

function callOf(input: string | URL | Request, init: RequestInit): Call {
  const source = input instanceof URL ? input.href : input;
  const request = source instanceof Request ? source : undefined;
  return {
    source,
    init,
    headers: headersOf(input, init),
    method: init.method ?? request?.method ?? 'GET',
    body: init.body ?? request?.body,
    signal: init.signal ?? request?.signal,
  };
}

function hostOf(headers: Headers): object {
  return { host: headers.get('host') };
}

function headersOf(input: string | URL | Request, init: RequestInit): Headers {
  const headers = new Headers(init.headers ?? (input instanceof Request ? input.headers : undefined));
  for (const [name, value] of traceHeaders()) {
    if (!headers.has(name)) headers.set(name, value);
  }
  headers.delete(IAP_JWT_HEADER); // A visitor's assertion is valid at every service of the app: it is not handed on.
  return headers;
}
