import { Agent, get } from 'node:http';
import type { MeasuredServer } from './measured.server.ts';

export interface Load {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  /** Microseconds of the server's CPU for one request. */
  readonly cpu: number;
}

/** Keeps so many requests under way for so long. @throws when one is not answered by 200 */
export async function load(server: MeasuredServer, inFlight: number, ms: number): Promise<Load> {
  const agent = new Agent({ keepAlive: true });
  const latencies: number[] = [];
  const before = await server.usage();
  const begun = performance.now();
  const worker = async (): Promise<void> => {
    for (let at = performance.now(); at - begun < ms;) {
      await ask(server, agent);
      const now = performance.now();
      latencies.push(now - at);
      at = now;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  const seconds = (performance.now() - begun) / 1000;
  const after = await server.usage();
  agent.destroy();
  const sorted = latencies.toSorted((a, b) => a - b);
  return {
    perSecond: latencies.length / seconds,
    p50: sorted[sorted.length >> 1] ?? NaN,
    cpu: (after.cpu - before.cpu) / latencies.length,
  };
}

function ask({ origin, headers }: MeasuredServer, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = get(`${origin}/quotes`, { agent, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`answered with ${String(response.statusCode)}`));
      response.on('end', resolve).resume();
    });
    request.on('error', reject);
  });
}
