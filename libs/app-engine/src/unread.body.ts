import type { FastifyInstance } from 'fastify';

/**
 * Lets whoever sent too much read that it was too much. Fastify ends the connection with its 413, and unread bytes then
 * make the system reset it: a proxy in front that is still sending sees a broken connection instead of the answer. Kept
 * open, Node throws away what still arrives, for as long as a request may take at most.
 */
export function readOnAfterRefusal(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (reply.statusCode === 413) reply.removeHeader('connection');
    done();
  });
}
