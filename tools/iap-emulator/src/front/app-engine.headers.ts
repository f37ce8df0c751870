import { randomBytes } from 'node:crypto';

export interface Arrival {
  readonly clientAddress: string;
  /** What the client sent as X-Forwarded-For; App Engine appends to it. */
  readonly forwardedFor: readonly string[];
  readonly proto: 'http' | 'https';
  /** What the client sent as X-Cloud-Trace-Context. */
  readonly trace: string | undefined;
  readonly defaultHostname: string;
}

const TRACE = /^[\da-f]{32}(?:\/\d{1,20})?(?:;o=[\da-f]{1,2})?$/i;

/** What App Engine adds on its own. A laptop has no place on the map, for which the country is `ZZ` and the rest `?`. */
export function appEngineHeaders(arrival: Arrival): string[] {
  return [
    ...['X-Forwarded-For', [...arrival.forwardedFor, arrival.clientAddress].join(', ')],
    ...['X-Forwarded-Proto', arrival.proto],
    ...['X-Cloud-Trace-Context', traceOf(arrival.trace)],
    ...['X-Appengine-Country', 'ZZ'],
    ...['X-Appengine-Region', '?'],
    ...['X-Appengine-City', '?'],
    ...['X-Appengine-CityLatLong', '0.000000,0.000000'],
    ...['X-Appengine-User-IP', arrival.clientAddress],
    ...['X-Appengine-Https', arrival.proto === 'https' ? 'on' : 'off'],
    ...['X-Appengine-Default-Version-Hostname', arrival.defaultHostname],
    ...['X-Appengine-Request-Log-Id', randomBytes(24).toString('hex')],
  ];
}

/** The client's trace where it is one, otherwise a new one: 32 hex digits, a span, and whether it is sampled. */
function traceOf(sent: string | undefined): string {
  if (sent !== undefined && TRACE.test(sent)) return sent;
  return `${randomBytes(16).toString('hex')}/${randomBytes(8).readBigUInt64BE().toString()};o=0`;
}
