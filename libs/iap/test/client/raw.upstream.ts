import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';

/** A server below HTTP: it notes what it is sent, byte by byte, and answers with whatever bytes it is told. */
export class RawUpstream {
  /** Requests as they came, head and body. */
  readonly received: string[] = [];
  answer: (socket: Socket, request: string) => void = () => undefined;
  readonly #sockets = new Set<Socket>();
  readonly #server = net.createServer((socket) => {
    this.#sockets.add(socket);
    let text = '';
    socket
      .on('error', () => undefined)
      .on('data', (chunk) => {
        text += chunk.toString('latin1');
        if (!isWhole(text)) return;
        const request = text;
        text = '';
        this.received.push(request);
        this.answer(socket, request);
      });
  });

  static async start(): Promise<RawUpstream> {
    const upstream = new RawUpstream();
    await once(upstream.#server.listen(0, '127.0.0.1'), 'listening');
    return upstream;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How many connections have been opened. */
  get connections(): number {
    return this.#sockets.size;
  }

  async close(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, 'close');
  }
}

function isWhole(text: string): boolean {
  const [head = '', body] = text.split(/\r\n\r\n(.*)/s);
  if (body === undefined) return false;
  if (/^transfer-encoding: chunked$/im.test(head)) return text.endsWith('0\r\n\r\n');
  return body.length >= Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0);
}
