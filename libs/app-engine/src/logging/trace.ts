import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Where a request stands in a distributed trace. Made of checked hexadecimal only, so it is safe to log and to send on. */
export interface Trace {
  /** 32 lower-case hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** 16 lower-case hexadecimal digits, not all zero. Absent when the caller named no span. */
  readonly spanId?: string;
  readonly sampled: boolean;
}

const TRACEPARENT =
  /^(?<version>[0-9a-f]{2})-(?<traceId>[0-9a-f]{32})-(?<spanId>[0-9a-f]{16})-(?<flags>[0-9a-f]{2})(?<more>-.*)?$/;
const CLOUD_TRACE = /^(?<traceId>[0-9a-f]{32})(?:\/(?<spanId>[0-9]{1,20}))?(?:;o=(?<options>[0-9]{1,3}))?$/i;
const ZEROS = /^0+$/;
const MAX_SPAN = 0xffff_ffff_ffff_ffffn;

/** The trace that the caller, or Google's front end, put the request in; a new one when there is none to be read. */
export function traceOf(headers: IncomingHttpHeaders): Trace {
  return (
    fromTraceparent(headers.traceparent) ?? fromCloudTrace(headers['x-cloud-trace-context']) ?? newTrace()
  );
}

/** The value of a `traceparent` header that continues the trace. Source: W3C Trace Context, 3.2. */
export function traceparentOf({ traceId, spanId, sampled }: Trace): string {
  return `00-${traceId}-${spanId ?? newId(8)}-${sampled ? '01' : '00'}`;
}

/** Source: W3C Trace Context, 3.2: an unknown version is read as far as version 00 goes, version ff never. */
function fromTraceparent(header: unknown): Trace | undefined {
  const { version, traceId, spanId, flags, more } = groupsOf(TRACEPARENT, header);
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (ZEROS.test(traceId) || ZEROS.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** Source: Cloud Trace, "X-Cloud-Trace-Context": `TRACE_ID/SPAN_ID;o=OPTIONS`, the span a decimal of 64 bits. */
function fromCloudTrace(header: unknown): Trace | undefined {
  const { traceId, spanId, options } = groupsOf(CLOUD_TRACE, header);
  if (traceId === undefined || ZEROS.test(traceId)) return undefined;
  const span = BigInt(spanId ?? 0);
  return {
    traceId: traceId.toLowerCase(),
    ...(span > 0n && span <= MAX_SPAN && { spanId: span.toString(16).padStart(16, '0') }),
    sampled: (Number(options ?? 0) & 1) === 1,
  };
}

function newTrace(): Trace {
  return { traceId: newId(16), spanId: newId(8), sampled: false };
}

function newId(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

function groupsOf(pattern: RegExp, header: unknown): Partial<Record<string, string>> {
  return typeof header === 'string' ? (pattern.exec(header)?.groups ?? {}) : {};
}
