import type { IncomingHttpHeaders } from 'node:http';
import type { IapAppEngine } from './iap.principal.ts';

/** Both are taken away from requests from outside. Source: App Engine, "Request headers and responses". */
const SIGNS: Readonly<Record<IapAppEngine['source'], (headers: IncomingHttpHeaders) => boolean>> = {
  cron: (headers) => headers['x-appengine-cron'] === 'true',
  task: (headers) => /^[\w-]{1,100}$/.test(String(headers['x-appengine-queuename'] ?? '')),
};

/** App Engine as the caller, when the request bears the sign of one of the sources that the route lets in. */
export function appEngineCallerOf(
  headers: IncomingHttpHeaders,
  sources: readonly IapAppEngine['source'][],
): IapAppEngine | undefined {
  const source = sources.find((name) => SIGNS[name](headers));
  return source && Object.freeze({ kind: 'appEngine', source });
}
