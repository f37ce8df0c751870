import { STATUS_CODES, ServerResponse } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { answeredHeaders } from './request.headers.ts';

/** A connection on which the client asked for another protocol. */
export interface UpgradeRequest {
  readonly socket: Duplex;
  /** Bytes that came right behind the request. */
  readonly head: Buffer;
}

/** Only WebSocket; a client that offers h2c, as curl does, is served in HTTP/1.1. */
export function wantsWebSocket({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket';
}

/** An answer for a connection that Node handed over whole; it ends the connection. */
export function answerOn(request: IncomingMessage, { socket }: UpgradeRequest): ServerResponse {
  socket.on('error', () => socket.destroy());
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  if (socket instanceof Socket) response.assignSocket(socket);
  response.once('finish', () => socket.end());
  return response;
}

/** Joins client and app once the app has agreed; from there on, bytes pass as they are and nobody is asked again. */
export function joinWhenAgreed(
  outgoing: ClientRequest,
  { socket, head }: UpgradeRequest,
  onJoined: () => void,
): void {
  outgoing.once('upgrade', (incoming: IncomingMessage, upstream: Duplex, upstreamHead: Buffer) => {
    upstream.on('error', () => socket.destroy());
    upstream.once('close', () => socket.destroy());
    socket.once('close', () => upstream.destroy());
    socket.write(headOf(incoming), 'latin1');
    if (upstreamHead.length > 0) socket.write(upstreamHead);
    if (head.length > 0) upstream.write(head);
    upstream.pipe(socket).pipe(upstream);
    onJoined();
  });
}

function headOf({ rawHeaders, headers }: IncomingMessage): string {
  const passed = [
    ...answeredHeaders(rawHeaders),
    'Connection',
    'Upgrade',
    'Upgrade',
    headers.upgrade ?? 'websocket',
  ];
  const lines = passed.flatMap((name, index) =>
    index % 2 === 0 ? [`${name}: ${passed[index + 1] ?? ''}`] : [],
  );
  return [`HTTP/1.1 101 ${STATUS_CODES[101] ?? ''}`, ...lines, '', ''].join('\r\n');
}
