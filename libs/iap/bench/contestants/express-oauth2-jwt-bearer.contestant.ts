import { AUDIENCE, ISSUER } from '../assertion.mint.ts';
import { loadPeer, nameAndVersion } from '../peer.package.ts';
import type { Arena, Contestant } from './contestant.ts';

type Middleware = (request: object, response: object, next: (error?: unknown) => void) => unknown;

interface ExpressOauth2JwtBearer {
  readonly auth: (options: {
    issuer: string;
    jwksUri: string;
    audience: string;
    tokenSigningAlg: string;
    clockTolerance: number;
  }) => Middleware;
}

/** Its middleware, called with the least of a request that it works with. */
export async function expressOauth2JwtBearer({ keyServer }: Arena): Promise<Contestant> {
  const { auth } = (await loadPeer('express-oauth2-jwt-bearer')) as ExpressOauth2JwtBearer;
  const middleware = auth({
    issuer: ISSUER,
    jwksUri: keyServer.url('/express-oauth2-jwt-bearer'),
    audience: AUDIENCE,
    tokenSigningAlg: 'ES256',
    clockTolerance: 30,
  });
  return {
    name: nameAndVersion('express-oauth2-jwt-bearer'),
    verify: (assertion) =>
      new Promise<void>((resolve, reject) => {
        middleware(requestWith(assertion), {}, (error) => {
          if (error instanceof Error) reject(error);
          else resolve();
        });
      }),
  };
}

function requestWith(assertion: string): object {
  return {
    headers: { authorization: `Bearer ${assertion}` },
    method: 'GET',
    protocol: 'https',
    originalUrl: '/',
    query: {},
    get: (name: string) => (name === 'Host' ? 'localhost' : undefined),
    is: () => false,
  };
}
