import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { createHardenedServer } from '../net/hardened.server.ts';
import type { OnRefused } from '../net/refused.request.ts';
import type { Front } from './front.ts';
import { answerOn, wantsWebSocket } from './upgrade.ts';

/**
 * A server in which every request, upgrades included, passes a front.
 * @param frontOf which one; `undefined` where `otherwise` answers
 * @param onRefused learns of what the parser refused
 */
export function createFrontServer(
  frontOf: (request: IncomingMessage) => Front | undefined,
  otherwise: RequestListener = (_request, response) => response.destroy(),
  onRefused?: OnRefused,
): Server {
  const serve: RequestListener = (request, response) => {
    const front = frontOf(request);
    if (front) front.serve(request, response);
    else otherwise(request, response);
  };
  const upgrades = (request: IncomingMessage): boolean => wantsWebSocket(request) && !!frontOf(request);
  const server = createHardenedServer(serve, upgrades, onRefused);
  // Without this, Node asks the client for the body before anybody has decided whether it is wanted.
  server.on('checkContinue', serve);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const front = wantsWebSocket(request) ? frontOf(request) : undefined;
    // Node before 24.9 hands over every upgrade, whatever shouldUpgradeCallback says.
    if (!front) {
      socket.end('HTTP/1.1 501 Not Implemented\r\nconnection: close\r\n\r\n');
      return;
    }
    const upgrade = { socket, head };
    front.serve(request, answerOn(request, upgrade), upgrade);
  });
  return server;
}
