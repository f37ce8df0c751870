import { channel } from 'node:diagnostics_channel';

import { loadedOpenTelemetry } from './open-telemetry.ts';

/** Where instrumentation of undici adds the same headers. A second `traceparent` would make both worthless. */
const instrumented = channel('undici:request:create');

const NONE: readonly never[] = [];

/**
 * The headers that carry the trace of the work at hand on to the upstream, in the formats that the app's SDK has been
 * set up for (`traceparent`, `x-cloud-trace-context`). None without an SDK, or where instrumentation adds them.
 */
export function traceHeaders(): readonly (readonly [name: string, value: string])[] {
  const api = loadedOpenTelemetry();
  if (!api || instrumented.hasSubscribers) return NONE;
  const active = api.context.active();
  if (active === api.ROOT_CONTEXT) return NONE;
  const headers: Record<string, string> = {};
  api.propagation.inject(active, headers);
  return Object.entries(headers);
}
