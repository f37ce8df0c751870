import { firstValueFrom } from 'rxjs';
import { startClient } from '../../test/client/client.ts';
import type { UpstreamProcess } from './upstream.process.ts';

export interface ColdStart {
  /** Requests for a token that so many first callers made. */
  readonly tokens: number;
  /** Milliseconds until all of them had their answer. */
  readonly ms: number;
}

/** So many first calls at once, by a client that has no token yet. */
export async function coldStart(upstream: UpstreamProcess, callers: number): Promise<ColdStart> {
  const http = await startClient({ baseURL: upstream.origin });
  await upstream.tokens();
  const start = performance.now();
  await Promise.all(Array.from({ length: callers }, () => firstValueFrom(http.post('/quotes', {}))));
  const ms = performance.now() - start;
  return { tokens: await upstream.tokens(), ms };
}
