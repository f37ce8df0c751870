import { STATUS_CODES } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Learns of a request that never became one: the status it was refused with, and why, in words. */
export type OnRefused = (status: number, reason: string) => void;

const REASONS: Readonly<Record<string, readonly [status: number, reason: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'the headers are too large'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'the chunk extensions are too large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'the client was too slow'],
};
const MALFORMED = [400, 'malformed request'] as const;

/** Answers what Node's parser refuses, as Node would, and tells of it. */
export function answerRefused(server: Server, onRefused: OnRefused): void {
  const answering = new WeakMap<Duplex, ServerResponse>();
  server.on('request', ({ socket }, response) => answering.set(socket, response));
  server.on('checkContinue', ({ socket }, response) => answering.set(socket, response));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const response = answering.get(socket);
    const isUnderWay = response !== undefined && !response.writableFinished;
    // Whoever went away, and whoever spoils a request that is being answered, has a record by that request.
    if (!isUnderWay && error.code !== 'ECONNRESET') refuse(error.code, socket, onRefused);
    else if (!response?.headersSent && socket.writable) socket.end(headFor(statusOf(error.code)));
    else socket.destroy();
  });
}

function refuse(code: string | undefined, socket: Duplex, onRefused: OnRefused): void {
  const [status, reason] = REASONS[code ?? ''] ?? MALFORMED;
  onRefused(status, reason);
  if (socket.writable) socket.end(headFor(status));
  else socket.destroy();
}

function statusOf(code: string | undefined): number {
  return (REASONS[code ?? ''] ?? MALFORMED)[0];
}

function headFor(status: number): string {
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\n\r\n`;
}
