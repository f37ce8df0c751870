import type { RequestRecord } from '../records/request.record.ts';

const LONGEST_PATH = 80;

/** One request in one line: time, service, method, path, status, why, how long. */
export function requestLine({ time, service, method, path, status, reason, ms }: RequestRecord): string {
  return `${time.slice(11, 19)}  ${service}  ${method} ${printable(path)}  ${status} ${printable(reason)}  ${ms} ms`;
}

/** Nothing a client sends may move a terminal's cursor. */
function printable(text: string): string {
  const short = text.length > LONGEST_PATH * 2 ? `${text.slice(0, LONGEST_PATH * 2)}…` : text;
  return short.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?');
}
