import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';

/** Bytes of all request headers together; beyond it the answer is 431. */
const MAX_HEADER_BYTES = 32 * 1024;
const HEADERS_TIMEOUT_MS = 20_000;
/** App Engine with automatic scaling gives a request ten minutes. */
const REQUEST_TIMEOUT_MS = 600_000;

/**
 * An HTTP server with limits. Node's parser refuses what is malformed (400), too large (431) or too slow (408) by itself.
 * @param shouldUpgrade which requests may take the connection over; the others are served in HTTP/1.1
 */
export function createHardenedServer(
  listener: RequestListener,
  shouldUpgrade: (request: IncomingMessage) => boolean = () => false,
): Server {
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      shouldUpgradeCallback: shouldUpgrade,
    },
    listener,
  );
  // Beyond this number, Node before 24 drops headers without a word, a Content-Length among them. The size is limit enough.
  server.maxHeadersCount = 0;
  server.on('connect', (_request, socket) => {
    socket.on('error', () => socket.destroy());
    socket.end('HTTP/1.1 405 Method Not Allowed\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  });
  return server;
}
