import axios, {
  AxiosHeaders,
  isAxiosError,
  type AxiosAdapter,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from 'axios';

import { IAP_JWT_HEADER } from '../iap.constants.ts';
import { requestSummary } from './request-summary.ts';
import { traceHeaders } from './trace.context.ts';
import { TokenCarrier, type Credential } from './token.carrier.ts';

/** Connections for requests that name none themselves. Kept out of the config, so that no error leads to other calls. */
export interface Agents {
  readonly httpAgent: unknown;
  readonly httpsAgent: unknown;
}

/** Sends a request through Axios's own Node adapter, and cleans up after it what could show the token. */
export class NodeLane {
  readonly #send: AxiosAdapter = axios.getAdapter('http');

  constructor(private readonly agents: Agents) {}

  /** @throws {AxiosError} without the token in it */
  async send(
    { header, token }: Credential,
    config: InternalAxiosRequestConfig,
    url: URL,
  ): Promise<AxiosResponse> {
    const carrier = new TokenCarrier(header, token, config.timeout ?? 0);
    try {
      const response = await this.#send(this.#wireConfig(config, url, carrier));
      return Object.assign(response, { config, request: requestSummary(config, url) });
    } catch (error) {
      carrier.forget();
      if (!isAxiosError(error)) throw error;
      const seen = { config, ...(error.request !== undefined && { request: requestSummary(config, url) }) };
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
    for (const [name, value] of traceHeaders()) headers.set(name, value, false);
    const wire = { ...this.agents, ...config, headers, transport: carrier, url: url.href };
    delete wire.baseURL;
    return wire;
  }
}
