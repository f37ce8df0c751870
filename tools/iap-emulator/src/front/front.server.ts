import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { createHardenedServer } from '../net/hardened.server.ts';
import type { Front } from './front.ts';
import { answerOn, wantsWebSocket } from './upgrade.ts';

/** A server in which every request, upgrades included, passes the front. */
export function createFrontServer(front: Front): Server {
  const serve: RequestListener = (request, response) => {
    front.serve(request, response);
  };
  const server = createHardenedServer(serve, wantsWebSocket);
  // Without this, Node asks the client for the body before anybody has decided whether it is wanted.
  server.on('checkContinue', serve);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Node before 24.9 hands over every upgrade, whatever shouldUpgradeCallback says.
    if (!wantsWebSocket(request)) {
      socket.end('HTTP/1.1 501 Not Implemented\r\nconnection: close\r\n\r\n');
      return;
    }
    const upgrade = { socket, head };
    front.serve(request, answerOn(request, upgrade), upgrade);
  });
  return server;
}
