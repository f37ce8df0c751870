import type { Transform } from 'node:stream';

import { AxiosError, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import type { Dispatcher } from 'undici';

import { badStatus, brokenOff, contentTooLong, timeoutError } from './axios.failures.ts';
import { onCancel } from './cancellation.ts';
import { contentOf, takeDecoder } from './content.decoder.ts';
import { nodeHeaders } from './node.headers.ts';
import type { RequestSummary } from './request-summary.ts';
import { isReset, nodeErrorOf } from './undici.failures.ts';

/** Collects one answer of undici, and settles as Axios's own adapter would have with it. */
export class AnswerCollector implements Dispatcher.DispatchHandler {
  readonly #chunks: Buffer[] = [];
  #unwatch: () => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;
  #length = 0;
  #settled = false;
  #controller: Dispatcher.DispatchController | undefined;
  #response: AxiosResponse | undefined;
  #decoder: Transform | undefined;

  constructor(
    private readonly config: InternalAxiosRequestConfig,
    private readonly request: RequestSummary,
    private readonly resolve: (response: AxiosResponse) => void,
    private readonly reject: (error: unknown) => void,
  ) {
    const abort = (error: unknown) => {
      this.#abort(error);
    };
    const unwatch = onCancel(config, abort, request);
    if (this.#settled) {
      unwatch();
      return;
    }
    this.#unwatch = unwatch;
    const { timeout = 0 } = config;
    if (timeout === 0) return;
    // Until the answer begins, time counts from here; from then on between its pieces.
    this.#timer = setTimeout(() => {
      abort(timeoutError(config, request));
    }, timeout);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#settled) controller.abort(new Error('settled'));
  }

  onResponseStart(
    _controller: unknown,
    status: number,
    lines: Record<string, string | string[] | undefined>,
    statusText = '',
  ): void {
    if (status < 200) return;
    this.#timer?.refresh();
    const { config, request } = this;
    const headers = nodeHeaders(lines);
    const encoded = config.decompress !== false;
    const decoder = encoded ? takeDecoder(headers, request.method === 'HEAD' || status === 204) : undefined;
    if (decoder) this.#decode(decoder);
    this.#response = {
      data: undefined,
      status,
      statusText,
      headers,
      config,
      request,
    };
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    this.#timer?.refresh();
    if (this.#decoder) this.#decoder.write(chunk);
    else this.#keep(chunk);
  }

  onResponseEnd(): void {
    if (this.#decoder) this.#decoder.end();
    else this.#finish();
  }

  onResponseError(_controller: unknown, error: Error): void {
    const failure = nodeErrorOf(error, this.#response !== undefined);
    const { config, request } = this;
    if (this.#response && isReset(failure)) {
      this.#fail(brokenOff(this.#response, this.#decoder !== undefined));
    } else this.#fail(AxiosError.from(failure, undefined, config, request));
  }

  #decode(decoder: Transform): void {
    this.#decoder = decoder
      .on('data', (chunk: Buffer) => {
        this.#keep(chunk);
      })
      .once('end', () => {
        this.#finish();
      })
      .on('error', (error) => {
        this.#abort(AxiosError.from(error, undefined, this.config, this.request, this.#response));
      });
  }

  #keep(chunk: Buffer): void {
    const { maxContentLength = -1 } = this.config;
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    if (maxContentLength > -1 && this.#length > maxContentLength) {
      this.#abort(contentTooLong(this.config, this.request));
    }
  }

  #finish(): void {
    const response = this.#response;
    if (this.#settled || !response) return;
    this.#end();
    try {
      response.data = contentOf(this.#chunks, this.config);
      const { validateStatus } = this.config;
      if (!validateStatus || validateStatus(response.status)) this.resolve(response);
      else this.reject(badStatus(response));
    } catch (error) {
      // An unknown `responseEncoding`, or a `validateStatus` that throws.
      this.reject(AxiosError.from(error, undefined, this.config, this.request, response));
    }
  }

  #abort(error: unknown): void {
    this.#fail(error);
    this.#controller?.abort(new Error('settled'));
  }

  #fail(error: unknown): void {
    if (this.#settled) return;
    this.#end();
    this.reject(error);
  }

  #end(): void {
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#unwatch();
    this.#decoder?.destroy();
  }
}
