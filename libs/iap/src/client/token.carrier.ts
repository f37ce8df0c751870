import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';

import { wipeToken } from './token.wipe.ts';

/** Where a request carries the ID token. IAP reads both; with the second it passes `authorization` on to the app. */
export type CredentialHeader = 'authorization' | 'proxy-authorization';

/** What a request proves its caller with. Never put where others can see it. */
export interface Credential {
  readonly header: CredentialHeader;
  readonly token: string;
}

/**
 * The transport that Axios sends one request with. The token is added here and nowhere before, so no Axios config ever
 * holds it; and not through the options, which Node keeps on the socket for as long as that lives. Once it is on its
 * way it is wiped from the request, which outlives the call in response streams, sockets and agents.
 */
export class TokenCarrier {
  readonly #header: CredentialHeader;
  readonly #token: string;
  readonly #connectTimeout: number;
  #request: ClientRequest | undefined;

  /** @param connectTimeout milliseconds, 0 for none; Axios limits the time to connect for its own transports only */
  constructor(header: CredentialHeader, token: string, connectTimeout: number) {
    this.#header = header;
    this.#token = token;
    this.#connectTimeout = connectTimeout;
  }

  readonly request = (
    options: RequestOptions,
    onResponse: (response: IncomingMessage) => void,
  ): ClientRequest => {
    const open = options.protocol === 'https:' ? https.request : http.request;
    const request = open(options, onResponse);
    request.setHeader(this.#header, `Bearer ${this.#token}`);
    this.#request = request;
    const forget = () => {
      this.forget();
    };
    request.once('finish', forget).once('response', forget);
    this.#limitConnect(request);
    return request;
  };

  /** Wipes the token from what Node keeps of the request. To be called when the request has been sent or has failed. */
  forget(): void {
    if (this.#request) wipeToken(this.#request, this.#header, this.#token);
  }

  #limitConnect(request: ClientRequest): void {
    if (this.#connectTimeout <= 0) return;
    const timer = setTimeout(() => request.emit('timeout'), this.#connectTimeout);
    const clear = () => {
      clearTimeout(timer);
    };
    request.once('response', clear).once('close', clear);
  }
}
