import { availableParallelism, cpus, loadavg } from 'node:os';
import { canPin } from '../pinned.process.ts';

export interface Machine {
  readonly node: string;
  readonly openssl: string;
  readonly machine: string;
  /** Processes that wanted a core in the last minute: what else went on. */
  readonly loadBefore: number;
  readonly isPinned: boolean;
}

export function machine(): Machine {
  return {
    node: process.version,
    openssl: process.versions.openssl,
    machine: `${process.platform} ${process.arch}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}`,
    loadBefore: loadavg()[0] ?? 0,
    isPinned: canPin,
  };
}

export function machineLine({ node, openssl, machine: name, loadBefore, isPinned }: Machine): string {
  const pinned = isPinned ? 'pinned to one core' : 'not pinned: no taskset or no second core';
  return `Node ${node}, OpenSSL ${openssl}; ${name}; load average ${loadBefore.toFixed(2)} before; ${pinned}\n`;
}
