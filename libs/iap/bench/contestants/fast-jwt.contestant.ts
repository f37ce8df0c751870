import { AUDIENCE, ISSUER } from '../assertion.mint.ts';
import { loadPeer, nameAndVersion } from '../peer.package.ts';
import type { Arena, Contestant } from './contestant.ts';
import { keyByHeader } from './key.by-header.ts';

interface FastJwt {
  readonly createVerifier: (options: {
    key: string;
    algorithms: string[];
    allowedAud: string;
    allowedIss: string;
    clockTolerance: number;
    requiredClaims: string[];
    cache: boolean;
  }) => (assertion: string) => unknown;
}

/** Synchronous, one verifier per key: with a key function it is asynchronous and slower. */
async function fastJwt({ mint }: Arena, cache: boolean): Promise<Contestant> {
  const { createVerifier } = (await loadPeer('fast-jwt')) as FastJwt;
  const verifierFor = keyByHeader(mint, ({ publicKey }) =>
    createVerifier({
      key: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
      algorithms: ['ES256'],
      allowedAud: AUDIENCE,
      allowedIss: ISSUER,
      clockTolerance: 30_000,
      requiredClaims: ['sub', 'email', 'iat', 'exp'],
      cache,
    }),
  );
  return {
    name: `${nameAndVersion('fast-jwt')}, cache ${cache ? 'on' : 'off'}`,
    isGivenTheKey: true,
    verify: (assertion) => verifierFor(assertion)(assertion),
  };
}

export const fastJwtUncached = (arena: Arena): Promise<Contestant> => fastJwt(arena, false);

export const fastJwtCached = (arena: Arena): Promise<Contestant> => fastJwt(arena, true);
