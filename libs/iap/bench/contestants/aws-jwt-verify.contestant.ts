import { AUDIENCE, ISSUER } from '../assertion.mint.ts';
import { loadPeer, nameAndVersion } from '../peer.package.ts';
import type { Arena, Contestant } from './contestant.ts';

interface AwsJwtVerify {
  readonly JwtVerifier: {
    create(options: { issuer: string; audience: string; jwksUri: string; graceSeconds: number }): {
      cacheJwks(jwks: object): void;
      verifySync(assertion: string): unknown;
    };
  };
}

/** Its synchronous way, with the keys handed to it: it reads them over https only. */
export async function awsJwtVerify({ mint }: Arena): Promise<Contestant> {
  const { JwtVerifier } = (await loadPeer('aws-jwt-verify')) as AwsJwtVerify;
  const jwksUri = 'https://127.0.0.1/never-asked';
  const verifier = JwtVerifier.create({ issuer: ISSUER, audience: AUDIENCE, jwksUri, graceSeconds: 30 });
  verifier.cacheJwks(mint.jwks());
  return {
    name: nameAndVersion('aws-jwt-verify'),
    verify: (assertion) => verifier.verifySync(assertion),
  };
}
