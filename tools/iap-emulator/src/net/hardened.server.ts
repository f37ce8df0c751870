import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { answerRefused } from './refused.request.ts';
import type { OnRefused } from './refused.request.ts';

/** Bytes of all request headers together; beyond it the answer is 431. */
const MAX_HEADER_BYTES = 32 * 1024;

/** Milliseconds that a client has. */
export interface Patience {
  readonly headers: number;
  /** For the whole request. */
  readonly request: number;
  /** How often it is looked whether one is over. */
  readonly check: number;
}

/** App Engine with automatic scaling gives a request ten minutes. */
const PATIENCE: Patience = { headers: 20_000, request: 600_000, check: 5_000 };

/**
 * An HTTP server with limits. What Node's parser refuses never reaches the listener: malformed (400), too large (431) or
 * too slow (408).
 * @param shouldUpgrade which requests may take the connection over; the others are served in HTTP/1.1
 * @param onRefused learns of what the parser refused
 */
export function createHardenedServer(
  listener: RequestListener,
  shouldUpgrade: (request: IncomingMessage) => boolean = () => false,
  onRefused: OnRefused = () => undefined,
  patience: Patience = PATIENCE,
): Server {
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: patience.headers,
      requestTimeout: patience.request,
      connectionsCheckingInterval: patience.check,
      shouldUpgradeCallback: shouldUpgrade,
    },
    listener,
  );
  // Beyond this number, Node before 24 drops headers without a word, a Content-Length among them. The size is limit enough.
  server.maxHeadersCount = 0;
  answerRefused(server, onRefused);
  server.on('connect', (_request, socket) => {
    socket.on('error', () => socket.destroy());
    socket.end('HTTP/1.1 405 Method Not Allowed\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  });
  return server;
}
