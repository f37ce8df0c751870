import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** IAP's key endpoint on loopback. Every contestant asks under a path of its own, so that its requests can be counted. */
export class KeyServer {
  private readonly counts = new Map<string, number>();
  private readonly server = createServer();

  static async start(jwks: object): Promise<KeyServer> {
    const keys = new KeyServer();
    const body = JSON.stringify(jwks);
    keys.server.on('request', ({ url = '/' }, response) => {
      keys.counts.set(url, keys.requests(url) + 1);
      response.setHeader('cache-control', 'public, max-age=3600');
      response.setHeader('content-type', 'application/json').end(body);
    });
    await new Promise<void>((resolve) => keys.server.listen(0, '127.0.0.1', resolve));
    keys.server.unref();
    return keys;
  }

  url(path: string): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}${path}`;
  }

  requests(path: string): number {
    return this.counts.get(path) ?? 0;
  }
}
