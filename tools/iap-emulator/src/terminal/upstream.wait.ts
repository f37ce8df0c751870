import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Emulator } from '../emulator.ts';

const EVERY_MS = 200;

/** A service whose process is not there yet. */
export interface AbsentApp {
  readonly service: string;
  readonly proxy: string;
}

/**
 * Waits until every address accepts connections.
 * @throws {DOMException} AbortError, when the signal ends the wait
 */
export async function waitForAll(absent: readonly AbsentApp[], signal: AbortSignal): Promise<void> {
  await Promise.all(absent.map(({ proxy }) => waitFor(proxy, signal)));
}

/** The services whose process does not accept connections now. */
export async function absentAmong(services: Emulator['services']): Promise<AbsentApp[]> {
  const asked = Object.entries(services).map(async ([service, { proxy }]) => {
    return (await accepts(proxy)) ? [] : [{ service, proxy }];
  });
  return (await Promise.all(asked)).flat();
}

async function waitFor(origin: string, signal: AbortSignal): Promise<void> {
  while (!(await accepts(origin))) await pause(EVERY_MS, undefined, { signal });
}

async function accepts(origin: string): Promise<boolean> {
  const { hostname, port } = new URL(origin);
  const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80) });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
