import type { FastifyInstance } from 'fastify';

/**
 * Makes the answers that are still given while the app closes the last ones on their connections. Without it a client
 * that keeps its connection alive holds the process until that times out, more than a minute after the last answer.
 */
export function endConnectionsOnClose(fastify: FastifyInstance): void {
  let closing = false;
  fastify.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) reply.header('connection', 'close');
    done();
  });
}
