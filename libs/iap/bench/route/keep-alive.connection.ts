import { connect, type Socket } from 'node:net';

const CLOSED = new Error('the server closed the connection');

/**
 * One HTTP/1.1 connection with at most one request under way, on a bare socket: an HTTP client costs as much CPU as the
 * server that it loads. It reads no more of an answer than where it ends and whether it is 200.
 */
export class KeepAliveConnection {
  private received = '';
  private done: ((error?: Error) => void) | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true).setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      this.read(chunk);
    });
    socket.on('error', (error) => this.done?.(error));
    socket.on('close', () => this.done?.(CLOSED));
  }

  static open(port: number): Promise<KeepAliveConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => {
        resolve(new KeepAliveConnection(socket));
      });
      socket.once('error', reject);
    });
  }

  /** @param done called once, with an error unless the answer was a 200 */
  send(request: string, done: (error?: Error) => void): void {
    this.done = done;
    if (this.socket.destroyed) done(CLOSED);
    else this.socket.write(request, 'latin1');
  }

  close(): void {
    this.done = undefined;
    this.socket.destroy();
  }

  private read(chunk: string): void {
    this.received += chunk;
    const headEnd = this.received.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const length = /\r\ncontent-length: (\d+)/i.exec(this.received)?.[1];
    if (this.received.length < headEnd + 4 + Number(length ?? 0)) return;
    const status = this.received.slice(9, 12);
    this.received = '';
    const { done } = this;
    this.done = undefined;
    done?.(status === '200' ? undefined : new Error(`answered with ${status}`));
  }
}

/** A request as it goes over the wire. */
export function requestWith(assertion: string): string {
  return `GET /quotes HTTP/1.1\r\nhost: localhost\r\naccept: application/json\r\nx-goog-iap-jwt-assertion: ${assertion}\r\n\r\n`;
}
