import { once } from 'node:events';
import http, { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a server saw of one request. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly rawHeaders: readonly string[];
  readonly body: string;
  readonly port: number;
}

export interface Loopback {
  readonly origin: string;
  readonly host: string;
  readonly received: Received[];
  /** The answer to all requests from now on. */
  answer: (request: Received, response: ServerResponse) => void;
  close(): Promise<void>;
}

/** An HTTP server on 127.0.0.1 that notes everything and answers as told. */
export async function startLoopback(answer: Loopback['answer']): Promise<Loopback> {
  const received: Received[] = [];
  const listener: RequestListener = (request, response) => {
    void text(request).then(
      (body) => {
        const { method = '', url = '', headers, rawHeaders, socket } = request;
        const seen = { method, url, headers, rawHeaders, body, port: socket.remotePort ?? 0 };
        received.push(seen);
        loopback.answer(seen, response);
      },
      () => undefined, // The client went away.
    );
  };
  const server = http.createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const loopback: Loopback = {
    origin: `http://${host}`,
    host,
    received,
    answer,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return loopback;
}

export function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** An answer of IAP itself: one plain sentence, and the marker. */
export function byIap(
  response: ServerResponse,
  status: number,
  body = '',
  headers: http.OutgoingHttpHeaders = {},
): void {
  const own = { 'content-type': 'text/html', 'x-goog-iap-generated-response': 'true' };
  response.writeHead(status, { ...own, ...headers }).end(body);
}
