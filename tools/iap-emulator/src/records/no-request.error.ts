import type { RequestFilter } from './request.filter.ts';
import type { RequestRecord } from './request.record.ts';

const SHOWN = 5;

/** Nobody sent the request that was waited for. */
export class NoRequestError extends Error {
  readonly code = 'ERR_NO_REQUEST';
  readonly filter: RequestFilter;

  /** @param kept the records that are there instead, the oldest first */
  constructor(filter: RequestFilter, timeoutMs: number, kept: readonly RequestRecord[]) {
    const latest = kept
      .slice(-SHOWN)
      .map(({ at, service, method, path, status }) => `${at} of ${service}: ${method} ${path} ${status}`);
    const instead = latest.length > 0 ? `The latest were: ${latest.join('; ')}.` : 'There was none at all.';
    super(`No request matched ${JSON.stringify(filter)} within ${timeoutMs} ms. ${instead}`);
    this.name = 'NoRequestError';
    this.filter = filter;
  }
}
