import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/**
 * Serves the files of a folder, and no other path. Browsers keep them but ask every time whether they are still the
 * same, by an ETag of the content: App Engine gives every file the same time of change, so one made of time and size
 * would keep an old page alive.
 */
export async function servePublicFiles(fastify: FastifyInstance, root: string): Promise<void> {
  const etags = new Map(readdirSync(root).map((file) => [join(root, file), etagOf(join(root, file))]));

  await fastify.register(async (scope) => {
    scope.addHook('onSend', (request, reply, payload, done) => {
      if (!isKnown(request.headers['if-none-match'], reply.getHeader('etag'))) {
        done(null, payload);
        return;
      }
      if (payload instanceof Readable) payload.destroy();
      reply.code(304).removeHeader('content-length');
      done(null, null);
    });
    await scope.register(fastifyStatic, {
      root,
      wildcard: false,
      etag: false,
      lastModified: false,
      cacheControl: false,
      setHeaders: (reply, path) => {
        reply.header('cache-control', 'no-cache');
        reply.header('etag', etags.get(path));
      },
    });
  });
}

/** Weak comparison (RFC 9110, 8.8.3.2): Google's front end makes an ETag weak when it compresses the answer. */
function isKnown(ifNoneMatch: string | undefined, etag: unknown): boolean {
  const known = ifNoneMatch?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return typeof etag === 'string' && known.includes(etag);
}

function etagOf(file: string): string {
  return `"${createHash('sha256').update(readFileSync(file)).digest('base64url').slice(0, 22)}"`;
}
