import type { Environment } from '../environment/service.environment.ts';
import type { ActiveFault } from '../faults/fault.board.ts';
import type { RequestRecord } from '../records/request.record.ts';
import { requestLine } from './request.line.ts';

/** Lines for `eval` in a POSIX shell. */
export function environmentLines(environment: Environment): string {
  const lines = Object.entries(environment).map(([name, value]) =>
    value === null ? `unset ${name}` : `export ${name}=${quoted(value)}`,
  );
  return lines.join('\n');
}

export function policyLines(policy: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(policy)
    .flatMap(([service, members]) => [
      service,
      ...(members.length > 0 ? members : ['nobody']).map((m) => `  ${m}`),
    ])
    .join('\n');
}

export function faultLines({ faults }: { faults: readonly ActiveFault[] }): string {
  if (faults.length === 0) return 'No fault is on.';
  return faults
    .map(({ name, value, service }) => `${name}=${value}${service ? `  ${service}` : ''}`)
    .join('\n');
}

export function requestLines({ requests }: { requests: readonly RequestRecord[] }): string {
  return requests.map(requestLine).join('\n');
}

/** In quotes where a shell would read more than letters out of it. */
function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
