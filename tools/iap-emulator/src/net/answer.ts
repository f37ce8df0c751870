import type { ServerResponse } from 'node:http';

/** A whole answer, before it is sent. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** Half of the body is sent, and then the connection breaks. */
  readonly isCutOff?: boolean;
}

export function textAnswer(status: number, body: string, headers: Answer['headers'] = {}): Answer {
  return { status, body, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers } };
}

export function jsonAnswer(body: unknown, headers: Answer['headers'] = {}): Answer {
  return textAnswer(200, JSON.stringify(body), {
    'content-type': 'application/json; charset=utf-8',
    ...headers,
  });
}

export function send(response: ServerResponse, { status, body, headers, isCutOff = false }: Answer): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.statusCode = status;
  response.setHeader('content-length', Buffer.byteLength(body));
  if (isCutOff) {
    const half = Buffer.from(body).subarray(0, Math.ceil(body.length / 2));
    response.write(half, () => response.destroy());
  } else response.end(body);
}
