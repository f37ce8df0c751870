import { Agent, request as open } from 'node:http';
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { send, textAnswer } from '../net/answer.ts';
import { answeredHeaders } from './request.headers.ts';

/** One request on its way to the app. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  /** Raw, complete, with the framing of the body. */
  readonly headers: string[];
  readonly hasBody: boolean;
  /** Takes over the connection when the app agrees to an upgrade. */
  readonly onUpgrade?: (outgoing: ClientRequest) => void;
  readonly onFault: (why: string) => void;
}

/** The process behind a service. Bodies stream both ways; nothing is gathered. */
export class Upstream {
  readonly #origin: () => URL | undefined;
  readonly #agent = new Agent({ keepAlive: true });

  /** @param origin as `http://127.0.0.1:3000`; asked for each request, since a reload may change it, or take it away */
  constructor(origin: () => URL | undefined) {
    this.#origin = origin;
  }

  /** Sends a request on and its answer back. Any fault becomes an answer: 503 when nobody is there, otherwise 502. */
  forward(exchange: Exchange, isSecondTry = false): void {
    const { request, response } = exchange;
    const outgoing = this.#open(exchange);
    if (!outgoing) return;
    outgoing.on('response', (incoming) => {
      passBack(incoming, exchange);
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      const isStale = outgoing.reusedSocket && error.code === 'ECONNRESET' && isRepeatable(exchange);
      if (isStale && !isSecondTry && !response.headersSent) this.forward(exchange, true);
      else this.#fail(exchange, error.code);
    });
    exchange.onUpgrade?.(outgoing);
    response.once('close', () => {
      outgoing.destroy();
      request.unpipe(outgoing).resume();
    });
    if (exchange.hasBody) request.pipe(outgoing);
    else outgoing.end();
  }

  close(): void {
    this.#agent.destroy();
  }

  #open(exchange: Exchange): ClientRequest | undefined {
    const origin = this.#origin();
    if (!origin) {
      exchange.onFault('the service has left the manifest');
      send(exchange.response, textAnswer(503, 'Service Unavailable'));
      return undefined;
    }
    const { hostname, port } = origin;
    const { request, path, headers } = exchange;
    try {
      const host = hostname.replace(/^\[|\]$/g, '');
      // A connection that may change its protocol is nobody else's.
      const agent = exchange.onUpgrade ? false : this.#agent;
      return open({ agent, host, port, method: request.method, path, headers });
    } catch {
      send(exchange.response, textAnswer(400, 'Bad Request'));
      return undefined;
    }
  }

  #fail({ response, onFault }: Exchange, code: string | undefined): void {
    if (response.headersSent || response.destroyed) {
      if (!response.writableFinished) response.destroy();
      return;
    }
    const isAbsent = code === 'ECONNREFUSED';
    const why = isAbsent
      ? `nothing answers at ${this.#origin()?.origin ?? 'its old place'}`
      : 'the app broke the connection off';
    onFault(why);
    send(response, textAnswer(isAbsent ? 503 : 502, `Error: Server Error. ${why}.\n`));
  }
}

/** Whether sending a request twice does what sending it once does. */
function isRepeatable({ request: { method = '' }, hasBody }: Exchange): boolean {
  return !hasBody && ['GET', 'HEAD', 'OPTIONS'].includes(method);
}

function passBack(incoming: IncomingMessage, { response, onFault }: Exchange): void {
  try {
    response.writeHead(
      incoming.statusCode ?? 502,
      incoming.statusMessage,
      answeredHeaders(incoming.rawHeaders),
    );
    response.flushHeaders();
  } catch {
    incoming.destroy();
    onFault('the app sent headers that cannot be passed on');
    send(response, textAnswer(502, 'Error: Server Error.\n'));
    return;
  }
  pipeline(incoming, response, () => undefined);
}
