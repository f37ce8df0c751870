import type { AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import type { Dispatcher } from 'undici';

import { AnswerCollector } from './answer.collector.ts';
import { bodyTooLong } from './axios.failures.ts';
import { requestSummary } from './request-summary.ts';
import type { Credential } from './token.carrier.ts';
import type { WireRequest } from './wire.request.ts';

/** Sends a request over a pool. The token is added here and nowhere before, so no Axios config ever holds it. */
export function sendOverPool(
  pool: Dispatcher,
  { method, path, headers, body }: WireRequest,
  credential: Credential,
  config: InternalAxiosRequestConfig,
  url: URL,
): Promise<AxiosResponse> {
  return new Promise((resolve, reject) => {
    const { maxBodyLength = -1 } = config;
    if (body && maxBodyLength > -1 && body.length > maxBodyLength) {
      reject(bodyTooLong(config));
      return;
    }
    const answer = new AnswerCollector(config, requestSummary(config, url), resolve, reject);
    const all = [...headers, credential.header, `Bearer ${credential.token}`];
    // Without `reset` undici closes the connection after HEAD, and after a body that the method does not call for.
    pool.dispatch({ method, path, headers: all, body, reset: false }, answer);
  });
}
