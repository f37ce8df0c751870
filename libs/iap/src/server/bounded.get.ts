import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http';

export interface BoundedGetOptions {
  readonly headers?: OutgoingHttpHeaders;
  /** Ends the request at any point of it. */
  readonly signal: AbortSignal;
  readonly maxBytes: number;
}

export interface BoundedAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Of a 200 only; undefined when it has more bytes than were asked for. */
  readonly text: string | undefined;
}

/**
 * Reads something small. A redirect is an answer like any other, and is not followed. By Node's own client, which a server
 * has loaded already, and not by the global `fetch`, which it would load for this alone.
 * @throws when the connection fails, breaks before the end of the answer, or the signal says so
 */
export async function boundedGet(
  url: URL,
  { headers = {}, signal, maxBytes }: BoundedGetOptions,
): Promise<BoundedAnswer> {
  const { get } = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = get(url, { headers, signal }, resolve).on('error', reject);
    // Node leaves a change of protocol, and a connection that ends without an answer, to those who listen for it.
    request.on('upgrade', (_response, socket) => {
      socket.destroy();
      reject(new Error('an answer of another protocol'));
    });
    request.on('close', () => {
      reject(new Error('no answer'));
    });
  });
  const { statusCode: status = 0 } = response;
  if (status === 200) return { status, headers: response.headers, text: await textOf(response, maxBytes) };
  response.destroy();
  return { status, headers: response.headers, text: undefined };
}

async function textOf(response: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
