import { createLocalJWKSet, createRemoteJWKSet, jwtVerify } from 'jose';
import { AUDIENCE, ISSUER } from '../assertion.mint.ts';
import { nameAndVersion } from '../peer.package.ts';
import type { Arena, Contestant } from './contestant.ts';

export const joseOptions = {
  algorithms: ['ES256'],
  audience: AUDIENCE,
  issuer: ISSUER,
  clockTolerance: 30,
  requiredClaims: ['sub', 'email', 'iat', 'exp'],
};

export function joseLocal({ mint }: Arena): Contestant {
  const keys = createLocalJWKSet(mint.jwks());
  return {
    name: `${nameAndVersion('jose')}, local set`,
    verify: (assertion) => jwtVerify(assertion, keys, joseOptions),
  };
}

export function joseRemote({ keyServer }: Arena): Contestant {
  const keys = createRemoteJWKSet(new URL(keyServer.url('/jose')));
  return {
    name: `${nameAndVersion('jose')}, remote set`,
    verify: (assertion) => jwtVerify(assertion, keys, joseOptions),
  };
}
