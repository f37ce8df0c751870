import { setTimeout } from 'node:timers/promises';

import type { AxiosAdapter, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { isAxiosError } from 'axios';

import { IapConfigError } from '../iap.errors.ts';
import { countAnswer, countFailure } from './client.telemetry.ts';
import { headerOf } from './header.lookup.ts';
import { iapErrorOf } from './iap-answer.ts';
import { IapRefusedError } from './iap-client.errors.ts';
import { wayOut } from './iap-client.options-check.ts';
import type { TokenProvider } from './token.provider.ts';
import type { Token } from './token.reader.ts';
import type { CredentialHeader } from './token.carrier.ts';
import { waitFor } from './token.wait.ts';
import type { Lanes } from './lanes.ts';
import { canBeSentAgain, pauseBeforeRetry } from './retry.policy.ts';
import type { Upstream } from './upstream.ts';

export interface CallOptions {
  readonly credentialHeader: CredentialHeader;
  /** How many times a call that IAP turned away for want of capacity is sent again. */
  readonly retries: number;
}

/**
 * What every call goes through last, after all interceptors and transformations: is it for the upstream, then the
 * token, then the wire, then: did IAP answer, or the app? Last is where nothing can change the request after the
 * check, and where the token has the fewest readers.
 */
export class IapAdapter {
  constructor(
    private readonly upstream: Upstream,
    private readonly tokens: TokenProvider,
    private readonly options: CallOptions,
    private readonly lanes: Lanes,
  ) {}

  /** @throws {IapError | AxiosError} never with a token in it */
  readonly handle: AxiosAdapter = async (config) => {
    const { origin } = this.upstream;
    try {
      const response = await this.#handle(config);
      countAnswer(origin);
      return response;
    } catch (error) {
      if (isAxiosError(error) && error.response) countAnswer(origin);
      else countFailure(origin, error);
      throw error;
    }
  };

  /** Not `async`: a warm call needs no turn of its own for what is at hand. */
  #handle(config: InternalAxiosRequestConfig): Promise<AxiosResponse> {
    const url = this.upstream.locate(config);
    this.#assertHeaderIsFree(config);
    const token = this.tokens.peek();
    const isReady = token !== undefined && this.lanes.areOpen;
    return isReady ? this.#call(config, url, token) : this.#prepare(config, url);
  }

  /** The first call loads what calls need, while it waits for its token. */
  async #prepare(config: InternalAxiosRequestConfig, url: URL): Promise<AxiosResponse> {
    const opening = this.lanes.open();
    const token = await waitFor(this.tokens.get(), config);
    await waitFor(opening, config);
    return this.#call(config, url, token);
  }

  /** Once more with another token, or after a while, as long as there is hope. @throws the last refusal */
  async #sendAgain(
    refusal: IapRefusedError,
    config: InternalAxiosRequestConfig,
    url: URL,
    token: Token,
  ): Promise<AxiosResponse> {
    let [error, current, isFresh, waited] = [refusal, token, false, 0];
    for (let retries = 0; ;) {
      if (error.status === 401 && !isFresh && canBeSentAgain(config.data)) {
        isFresh = true;
        const another = await waitFor(this.tokens.replace(current), config);
        if (another.value === current.value) throw error;
        current = another;
      } else {
        const attempts = { retries, most: this.options.retries, waited };
        const pause = pauseBeforeRetry(error, config, attempts, Math.random());
        if (pause === undefined) throw error;
        const timer = new AbortController(); // An aborted call must not keep the process waiting.
        const over = setTimeout(pause, undefined, { signal: timer.signal });
        await waitFor(over, config).finally(() => {
          timer.abort();
        });
        waited += pause;
        retries += 1;
      }
      try {
        return await this.#attempt(config, url, current);
      } catch (next) {
        if (!(next instanceof IapRefusedError)) throw next;
        error = next;
      }
    }
  }

  #call(config: InternalAxiosRequestConfig, url: URL, token: Token): Promise<AxiosResponse> {
    return this.#attempt(config, url, token).catch((error: unknown) => {
      if (error instanceof IapRefusedError) return this.#sendAgain(error, config, url, token);
      throw error;
    });
  }

  async #attempt(config: InternalAxiosRequestConfig, url: URL, token: Token): Promise<AxiosResponse> {
    try {
      const response = await this.lanes.send(config, url, {
        header: this.options.credentialHeader,
        token: token.value,
      });
      this.#assertFromApp(response, token);
      return response;
    } catch (error) {
      if (isAxiosError(error)) this.#assertFromApp(error.response, token);
      throw error;
    }
  }

  #assertHeaderIsFree({ headers, auth }: InternalAxiosRequestConfig): void {
    const taken = headerOf(headers, this.options.credentialHeader) !== undefined;
    if (taken || auth) {
      const flaw = taken
        ? `${this.options.credentialHeader} is set by the app, but carries the ID token.`
        : 'auth is not supported.';
      throw new IapConfigError(`Not sent: ${flaw} ${wayOut(this.options.credentialHeader)}`);
    }
  }

  #assertFromApp(response: AxiosResponse<unknown> | undefined, { email }: Token): void {
    const { origin } = this.upstream;
    const { audience, type } = this.tokens;
    const call = { origin, audience, type, caller: email };
    const error = response && iapErrorOf(response, call);
    if (!error) return;
    const body = response.data;
    if (isDestroyable(body)) body.destroy();
    throw error;
  }
}

function isDestroyable(body: unknown): body is { destroy(): void } {
  return typeof body === 'object' && body !== null && 'destroy' in body && typeof body.destroy === 'function';
}
