import type { KeyObject } from 'node:crypto';
import { AUDIENCE, ISSUER } from '../assertion.mint.ts';
import { loadPeer, nameAndVersion } from '../peer.package.ts';
import type { Arena, Contestant } from './contestant.ts';
import { keyByHeader } from './key.by-header.ts';

interface JsonWebToken {
  readonly default: {
    verify(
      assertion: string,
      key: KeyObject,
      options: { algorithms: string[]; audience: string; issuer: string; clockTolerance: number },
    ): unknown;
  };
}

const options = { algorithms: ['ES256'], audience: AUDIENCE, issuer: ISSUER, clockTolerance: 30 };

/** Synchronous, with the imported key. */
export async function jsonWebToken({ mint }: Arena): Promise<Contestant> {
  const { default: jwt } = (await loadPeer('jsonwebtoken')) as JsonWebToken;
  const keyOf = keyByHeader(mint, ({ publicKey }) => publicKey);
  return {
    name: nameAndVersion('jsonwebtoken'),
    isGivenTheKey: true,
    verify: (assertion) => jwt.verify(assertion, keyOf(assertion), options),
  };
}
