import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

type Answer = (response: ServerResponse) => void;

/** What stands behind web, on loopback: a metadata server that hands out ID tokens, and IAP with api in one. */
export class IapAndApi {
  readonly seen: SeenRequest[] = [];

  private constructor(
    private readonly metadata: Server,
    private readonly api: Server,
    private answer: Answer,
  ) {}

  static async start(): Promise<IapAndApi> {
    const double = new IapAndApi(createServer(identity), createServer(), () => undefined);
    double.api.on('request', (request: IncomingMessage, response: ServerResponse) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        const { method, url, rawHeaders } = request;
        double.seen.push({ method, url, rawHeaders, body });
        double.answer(response);
      });
    });
    for (const server of [double.metadata, double.api]) {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    }
    return double;
  }

  get url(): string {
    return `http://127.0.0.1:${portOf(this.api)}`;
  }

  get metadataHost(): string {
    return `127.0.0.1:${portOf(this.metadata)}`;
  }

  answerWith(answer: Answer): void {
    this.answer = answer;
  }

  answerJson(status: number, body: unknown): void {
    this.answerWith((response) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  }

  async stop(): Promise<void> {
    for (const server of [this.metadata, this.api]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** Source of path, header and answer: Compute Engine, "Verifying the identity of instances". */
function identity(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('metadata-flavor', 'Google');
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://metadata');
  if (!pathname.endsWith('/identity')) {
    response.end(pathname.endsWith('/universe-domain') ? 'googleapis.com' : '');
    return;
  }
  const claims = {
    aud: searchParams.get('audience'),
    email: 'web-sa@quotes-demo.iam.gserviceaccount.com',
    exp: Math.floor(Date.now() / 1000) + 3600,
  };
  const part = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url');
  response.end(`${part({ alg: 'RS256' })}.${part(claims)}.c2lnbmF0dXJl`);
}
