import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the key endpoint does with a request. */
export type IapTestKeyAnswer = (request: IncomingMessage, response: ServerResponse) => void;

/** A key endpoint on loopback, for the option `keysUrl`. */
export class IapTestKeyServer {
  /** Requests answered so far. */
  requests = 0;

  private constructor(
    private readonly server: Server,
    readonly url: string,
    private answer: IapTestKeyAnswer,
  ) {}

  /** @param issuer whoever knows the published keys, such as an `IapTestIssuer` */
  static async start(issuer: { jwks(): object }): Promise<IapTestKeyServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${String(port)}/iap/verify/public_key-jwk`;
    const keyServer = new IapTestKeyServer(server, url, (_request, response) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(issuer.jwks()));
    });
    server.on('request', (request, response) => {
      keyServer.requests++;
      keyServer.answer(request, response);
    });
    return keyServer;
  }

  /** Answers otherwise from now on: an outage, a lie, a header. */
  answerWith(answer: IapTestKeyAnswer): void {
    this.answer = answer;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
