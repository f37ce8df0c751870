import { OAuth2Client } from 'google-auth-library';
import { AUDIENCE, ISSUER } from '../assertion.mint.ts';
import { nameAndVersion } from '../peer.package.ts';
import type { Arena, Contestant } from './contestant.ts';

/** What Google's page shows for IAP, with the keys at hand: its own way to fetch them does so per call. */
export function googleAuthLibrary({ mint }: Arena): Contestant {
  const client = new OAuth2Client();
  const certs = Object.fromEntries(
    mint.keys.map(({ kid, publicKey }) => [
      kid,
      publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    ]),
  );
  return {
    name: nameAndVersion('google-auth-library'),
    verify: (assertion) => client.verifySignedJwtWithCertsAsync(assertion, certs, AUDIENCE, [ISSUER]),
  };
}
