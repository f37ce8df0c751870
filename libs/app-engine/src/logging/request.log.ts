import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { traceOf, type Trace } from './trace.ts';
import { withTrace } from './trace.storage.ts';

/** A longer path is cut: it is somebody else's text in our log. */
const MAX_PATH = 200;
/** The client went away before the answer; nginx's number for it, which log readers know. */
const CLIENT_CLOSED = 499;

/**
 * Puts every request into its trace, and writes one line when it has been answered: method, path, status and
 * milliseconds. Neither the query nor a header nor an address is ever written. Call it before any route is added.
 */
export function logRequests(fastify: FastifyInstance, logger = new Logger('Request')): void {
  const traces = new WeakMap<FastifyRequest, Trace>();

  function inTrace(request: FastifyRequest, work: () => void): void {
    const trace = traces.get(request);
    if (trace) withTrace(trace, work);
    else work();
  }

  fastify.addHook('onRequest', (request, _reply, done) => {
    traces.set(request, traceOf(request.headers));
    inTrace(request, done);
  });

  fastify.addHook('onResponse', (request, reply, done) => {
    inTrace(request, () => {
      writeLine(logger, request, reply.statusCode, reply.elapsedTime);
      done();
    });
  });

  fastify.addHook('onRequestAbort', (request, done) => {
    inTrace(request, () => {
      writeLine(logger, request, CLIENT_CLOSED);
      done();
    });
  });
}

function writeLine(
  logger: Logger,
  request: FastifyRequest,
  status: number,
  elapsed?: FastifyReply['elapsedTime'],
): void {
  const path = pathOf(request.url);
  const ms = elapsed === undefined ? undefined : Math.round(elapsed);
  const line = [request.method, path, status, ...(ms === undefined ? [] : [ms, 'ms'])].join(' ');
  logger[levelOf(status)](line, {
    httpRequest: {
      requestMethod: request.method,
      requestUrl: path,
      status,
      ...(ms !== undefined && { latency: `${ms / 1000}s` }),
    },
  });
}

function levelOf(status: number): 'error' | 'warn' | 'log' {
  if (status >= 500) return 'error';
  return status >= 400 ? 'warn' : 'log';
}

/** Node's parser lets printable ASCII through and nothing else, so a path can neither start a line nor colour a terminal. */
function pathOf(url: string): string {
  return (url.split('?', 1)[0] ?? '').slice(0, MAX_PATH);
}
