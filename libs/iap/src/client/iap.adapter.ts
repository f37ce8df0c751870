import axios, {
  AxiosHeaders,
  isAxiosError,
  type AxiosAdapter,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from 'axios';

import { IAP_JWT_HEADER } from '../iap.constants.ts';
import { IapConfigError } from '../iap.errors.ts';
import { iapErrorOf, isAboutToken } from './iap-answer.ts';
import { wayOut } from './iap-client.options-check.ts';
import type { IdTokenProvider } from './id-token.provider.ts';
import type { IdToken } from './id-token.ts';
import { requestSummary } from './request-summary.ts';
import { waitForToken } from './token.wait.ts';
import { TokenCarrier, type CredentialHeader } from './token.carrier.ts';
import type { Upstream } from './upstream.ts';

/** Connections for requests that name none themselves. Kept out of the config, so that no error leads to other calls. */
export interface Agents {
  readonly httpAgent: unknown;
  readonly httpsAgent: unknown;
}

/**
 * What every call goes through last, after all interceptors and transformations: is it for the upstream, then the
 * token, then Axios's own Node adapter, then: did IAP answer, or the app? Last is where nothing can change the request
 * after the check, and where the token has the fewest readers.
 */
export class IapAdapter {
  readonly #send: AxiosAdapter = axios.getAdapter('http');

  constructor(
    private readonly upstream: Upstream,
    private readonly tokens: IdTokenProvider,
    private readonly credentialHeader: CredentialHeader,
    private readonly agents: Agents,
  ) {}

  /** @throws {IapError | AxiosError} never with a token in it */
  readonly handle: AxiosAdapter = async (config) => {
    const url = this.upstream.locate(config);
    this.#assertHeaderIsFree(config);
    const token = this.tokens.peek() ?? (await waitForToken(this.tokens.get(), config));
    try {
      return await this.#call(config, url, token);
    } catch (error) {
      if (!isAboutToken(error) || !canBeSentAgain(config.data)) throw error;
      const another = await waitForToken(this.tokens.replace(token), config);
      if (another.value === token.value) throw error;
      return this.#call(config, url, another);
    }
  };

  async #call(config: InternalAxiosRequestConfig, url: URL, token: IdToken): Promise<AxiosResponse> {
    const carrier = new TokenCarrier(this.credentialHeader, token.value, config.timeout ?? 0);
    try {
      const response = await this.#send(this.#wireConfig(config, url, carrier));
      this.#assertFromApp(response, token);
      return Object.assign(response, { config, request: requestSummary(config, url) });
    } catch (error) {
      carrier.forget();
      if (!isAxiosError(error)) throw error;
      this.#assertFromApp(error.response, token);
      const seen = { config, request: error.request === undefined ? undefined : requestSummary(config, url) };
      if (error.response) Object.assign(error.response, seen);
      throw Object.assign(error, seen);
    }
  }

  #wireConfig(
    config: InternalAxiosRequestConfig,
    url: URL,
    carrier: TokenCarrier,
  ): InternalAxiosRequestConfig {
    const headers = new AxiosHeaders(config.headers);
    headers.delete(IAP_JWT_HEADER); // A visitor's assertion is valid at every service of the app: it is not handed on.
    const wire = { ...this.agents, ...config, headers, transport: carrier, url: url.href };
    delete wire.baseURL;
    return wire;
  }

  #assertHeaderIsFree({ headers, auth }: InternalAxiosRequestConfig): void {
    const taken = Boolean(headers.get(this.credentialHeader));
    if (taken || auth) {
      const flaw = taken
        ? `${this.credentialHeader} is set by the app, but carries the ID token.`
        : 'auth is not supported.';
      throw new IapConfigError(`Not sent: ${flaw} ${wayOut(this.credentialHeader)}`);
    }
  }

  #assertFromApp(response: AxiosResponse<unknown> | undefined, { email }: IdToken): void {
    const { origin } = this.upstream;
    const call = { origin, targetAudience: this.tokens.targetAudience, caller: email };
    const error = response && iapErrorOf(response, call);
    if (!error) return;
    const body = response.data;
    if (isDestroyable(body)) body.destroy();
    throw error;
  }
}

/** A stream has been read, and a form may hold one. */
function canBeSentAgain(body: unknown): boolean {
  return body == null || typeof body === 'string' || body instanceof ArrayBuffer || ArrayBuffer.isView(body);
}

function isDestroyable(body: unknown): body is { destroy(): void } {
  return typeof body === 'object' && body !== null && 'destroy' in body && typeof body.destroy === 'function';
}
