import type { ClientRequest } from 'node:http';

const WIPED = '[wiped]';

/** What Node's `ClientRequest` keeps a header in, beside a field whose key is a symbol. Node 22 to 26. */
interface Innards {
  /** The request line and headers as sent. Must stay a non-empty string: it tells Node that they were. */
  _header?: string | null;
  /** What waits for a socket. */
  outputData?: { data: unknown }[];
  /** What waits for the socket to be connected: a text, or pieces. */
  socket?: { _pendingData?: unknown } | null;
}

/** Wipes a header's secret from a request that Node has sent or given up, in place. */
export function wipeToken(request: ClientRequest, header: string, secret: string): void {
  const innards = request as unknown as Innards;
  if (innards._header) innards._header = innards._header.replace(secret, WIPED);
  for (const piece of innards.outputData ?? []) wipe(piece, 'data', secret);
  wipePending(innards.socket, secret);
  for (const key of Object.getOwnPropertySymbols(request)) {
    const line: unknown = headersBehind(request, key)?.[header];
    if (Array.isArray(line)) wipe(line, 1, secret);
  }
}

function wipePending(socket: Innards['socket'], secret: string): void {
  if (!socket?._pendingData) return;
  wipe(socket, '_pendingData', secret);
  if (Array.isArray(socket._pendingData)) {
    for (const piece of socket._pendingData as unknown[]) wipe(piece, 'chunk', secret);
  }
}

function headersBehind(request: ClientRequest, key: symbol): Record<string, unknown> | undefined {
  const value: unknown = Reflect.get(request, key);
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

function wipe(holder: unknown, key: string | number, secret: string): void {
  if (typeof holder !== 'object' || holder === null) return;
  const text: unknown = Reflect.get(holder, key);
  if (typeof text === 'string' && text.includes(secret))
    Reflect.set(holder, key, text.replace(secret, WIPED));
}
