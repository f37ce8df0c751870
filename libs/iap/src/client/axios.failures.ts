import { AxiosError, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';

import type { RequestSummary } from './request-summary.ts';

/** The call took longer than its `timeout`. */
export function timeoutError(config: InternalAxiosRequestConfig, request?: RequestSummary): AxiosError {
  const { timeout = 0, timeoutErrorMessage, transitional } = config;
  const message = timeoutErrorMessage ?? `timeout of ${timeout}ms exceeded`;
  const code = transitional?.clarifyTimeoutError ? AxiosError.ETIMEDOUT : AxiosError.ECONNABORTED;
  return new AxiosError(message, code, config, request);
}

/** The body of the call is longer than its `maxBodyLength`. */
export function bodyTooLong(config: InternalAxiosRequestConfig): AxiosError {
  return new AxiosError('Request body larger than maxBodyLength limit', AxiosError.ERR_BAD_REQUEST, config);
}

/** The content of the answer is longer than the call's `maxContentLength`. */
export function contentTooLong(config: InternalAxiosRequestConfig, request: RequestSummary): AxiosError {
  const { maxContentLength = 0 } = config;
  const message = `maxContentLength size of ${maxContentLength} exceeded`;
  return new AxiosError(message, AxiosError.ERR_BAD_RESPONSE, config, request);
}

/** The connection ended in the middle of an answer. */
export function brokenOff(response: AxiosResponse, encoded: boolean): AxiosError {
  const { config } = response;
  const request: unknown = response.request;
  return encoded
    ? AxiosError.from(nodeError('aborted', 'ECONNRESET'), undefined, config, request, response)
    : new AxiosError('stream has been aborted', AxiosError.ERR_BAD_RESPONSE, config, request, response);
}

/** `validateStatus` says that the answer is a failure. */
export function badStatus(response: AxiosResponse): AxiosError {
  const { status, config } = response;
  const request: unknown = response.request;
  const code = status >= 400 && status < 500 ? AxiosError.ERR_BAD_REQUEST : AxiosError.ERR_BAD_RESPONSE;
  return new AxiosError(`Request failed with status code ${status}`, code, config, request, response);
}

/** An error with a code of Node's, as Node's own client throws it. */
export function nodeError(message: string, code: string): Error {
  return Object.assign(new Error(message), { code });
}
