import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export const LOOPBACK = '127.0.0.1';

/** A port could not be opened; the message names the setting that changes it. */
export class PortError extends Error {
  readonly code = 'ERR_PORT';

  constructor(port: number, setting: string, file: string, reason: unknown) {
    const isTaken = reason === 'EADDRINUSE';
    const fact = isTaken ? `Port ${port} is taken.` : `Port ${port} cannot be opened (${String(reason)}).`;
    super(`${fact} Change ${setting} in ${file}${isTaken ? ', or stop what uses it' : ''}.`);
    this.name = 'PortError';
  }
}

/** An HTTP server that listens, with the connections that `close` has to end. */
export interface Listener {
  /** As `http://127.0.0.1:8081`. */
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * Listens on loopback.
 * @param setting where the port is written, as `emulator.port`
 * @throws {PortError} when the port is taken or may not be opened
 */
export async function listen(server: Server, port: number, setting: string, file: string): Promise<Listener> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  try {
    await once(server.listen(port, LOOPBACK), 'listening');
  } catch (error) {
    throw new PortError(port, setting, file, (error as NodeJS.ErrnoException).code);
  }
  const { port: actual } = server.address() as AddressInfo;
  return { origin: `http://${LOOPBACK}:${actual}`, close: () => closeAll(server, sockets) };
}

/** Ends every connection: WebSockets too, which the server no longer counts as its own. */
async function closeAll(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  for (const socket of sockets) socket.destroy();
  await closed;
}
