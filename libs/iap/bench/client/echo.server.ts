import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { mintIdToken } from '../../test/client/mint.ts';

/**
 * The other side of all calls, in a process of its own: the upstream, which sends back the JSON that it gets, and the
 * metadata server. Says where it is, and on any message how many tokens it has handed out since the last.
 */
let tokens = 0;
const server = http.createServer((request, response) => {
  if (request.url?.startsWith('/computeMetadata/')) {
    const audience = new URL(request.url, 'http://metadata').searchParams.get('audience');
    if (audience) tokens += 1;
    response.setHeader('metadata-flavor', 'Google').end(audience ? mintIdToken({ aud: audience }) : '');
    return;
  }
  const chunks: Buffer[] = [];
  request
    .on('data', (chunk: Buffer) => chunks.push(chunk))
    .on('end', () => {
      const body = Buffer.concat(chunks);
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
        .end(body);
    });
});
server.keepAliveTimeout = 600_000; // Connections wait while the other contestants have their turn.
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('message', () => {
  process.send?.(tokens);
  tokens = 0;
});
process.once('disconnect', () => process.exit());
