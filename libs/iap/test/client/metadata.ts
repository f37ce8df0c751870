import type { ServerResponse } from 'node:http';

import { json, startLoopback, type Loopback, type Received } from './loopback.ts';
import { CALLER, mintIdToken } from './mint.ts';

const IDENTITY = '/computeMetadata/v1/instance/service-accounts/default/identity';

export interface MetadataServer extends Omit<Loopback, 'answer'> {
  /** The answer to requests for an ID token from now on. */
  answerIdentity: (request: Received, response: ServerResponse) => void;
  /** What was asked for ID tokens, query included. */
  identityRequests(): string[];
}

/**
 * A metadata server, and an environment in which google-auth-library finds nothing but it. `environment` adds to that
 * environment; it is the process's own, so a test file has one metadata server at a time.
 */
export async function startMetadataServer(environment: NodeJS.ProcessEnv = {}): Promise<MetadataServer> {
  const loopback = await startLoopback((request, response) => {
    if (request.headers['metadata-flavor'] !== 'Google') {
      response.writeHead(403).end();
      return;
    }
    response.setHeader('metadata-flavor', 'Google');
    if (request.url.startsWith(IDENTITY)) server.answerIdentity(request, response);
    else if (request.url.endsWith('/project-id')) response.end('quotes-demo');
    else if (request.url.endsWith('/instance')) response.end('');
    else if (request.url.includes('/default/email')) response.end(CALLER);
    else if (request.url.includes('/default/token'))
      json(response, { access_token: 'access', expires_in: 3600 });
    else response.writeHead(404).end();
  });
  const server: MetadataServer = Object.assign(loopback, {
    answerIdentity: ({ url }: Received, response: ServerResponse) => {
      response.end(mintIdToken({ aud: new URL(url, loopback.origin).searchParams.get('audience') }));
    },
    identityRequests: () => loopback.received.map(({ url }) => url).filter((url) => url.startsWith(IDENTITY)),
  });
  const nowhere = '/nonexistent';
  Object.assign(process.env, {
    HOME: nowhere,
    CLOUDSDK_CONFIG: nowhere,
    GCE_METADATA_HOST: loopback.host,
    ...environment,
  });
  delete process.env.GOOGLE_APPLICATION_CREDENTIALS;
  return server;
}
