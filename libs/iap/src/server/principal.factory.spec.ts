import type { IapJwtPayload } from './iap-jwt.payload.ts';
import { principalOf } from './principal.factory.ts';

const WEB = 'web-sa@quotes-demo.iam.gserviceaccount.com';
const AUDIENCE = '/projects/1/apps/quotes-demo';
const SUBJECT = 'accounts.google.com:1';
const POOL = 'principal://iam.googleapis.com/locations/global/workforcePools/staff/subject/eve';
const base: IapJwtPayload = { iss: '', aud: AUDIENCE, exp: 1, iat: 0, sub: SUBJECT, email: WEB };
const common = { subject: SUBJECT, audience: AUDIENCE, accessLevels: [], attributes: {} };

it.each`
  who                              | change                                                      | kind
  ${'a service account'}           | ${{}}                                                       | ${'serviceAccount'}
  ${'the App Engine default'}      | ${{ email: 'p@appspot.gserviceaccount.com' }}               | ${'serviceAccount'}
  ${'a bare subject'}              | ${{ sub: '1', identity_source: 'GOOGLE' }}                  | ${'serviceAccount'}
  ${'a person'}                    | ${{ email: 'ann@example.com' }}                             | ${'user'}
  ${'the owner of a look-alike'}   | ${{ email: 'web-sa@xgserviceaccount.com' }}                 | ${'user'}
  ${'the owner of another one'}    | ${{ email: 'a@b.gserviceaccount.com.example.com' }}         | ${'user'}
  ${'a user without a subject'}    | ${{ sub: undefined, email: undefined, gcip: { sub: '1' } }} | ${'identityPlatform'}
  ${'a user of Identity Platform'} | ${{ gcip: '{"sub":"1"}' }}                                  | ${'identityPlatform'}
  ${'another provider’s sub'}      | ${{ sub: 'securetoken.google.com/p:1' }}                    | ${'workforce'}
  ${'another issuer’s sub'}        | ${{ sub: 'accounts.example.com:1' }}                        | ${'workforce'}
  ${'another source'}              | ${{ identity_source: 'WORKFORCE_IDENTITY' }}                | ${'workforce'}
  ${'a pool'}                      | ${{ workforce_identity: {} }}                               | ${'workforce'}
  ${'nobody'}                      | ${{ sub: undefined, email: undefined }}                     | ${'anonymous'}
`('$who is of kind $kind', ({ change, kind }) => {
  const principal = principalOf({ ...base, ...change });
  expect(principal.kind).toBe(kind);
  expect(Object.isFrozen(principal)).toBe(true);
});

it.each`
  change                                             | principal
  ${{}}                                              | ${{ ...common, kind: 'serviceAccount', email: WEB, member: `serviceAccount:${WEB}` }}
  ${{ email: 'ann@example.com' }}                    | ${{ ...common, kind: 'user', email: 'ann@example.com', member: 'user:ann@example.com' }}
  ${{ email: 'ann@example.com', hd: 'example.com' }} | ${{ ...common, kind: 'user', email: 'ann@example.com', member: 'user:ann@example.com', hostedDomain: 'example.com' }}
  ${{ workforce_identity: { iam_principal: POOL } }} | ${{ ...common, kind: 'workforce', email: WEB, member: POOL }}
  ${{ workforce_identity: 'x', email: undefined }}   | ${{ ...common, kind: 'workforce' }}
  ${{ gcip: { sub: '1', email: 'x' } }}              | ${{ ...common, kind: 'identityPlatform', claims: { sub: '1', email: 'x' } }}
  ${{ gcip: '{"sub":"1"}', sub: undefined }}         | ${{ ...common, kind: 'identityPlatform', subject: '1', claims: { sub: '1' } }}
  ${{ gcip: '{', sub: undefined }}                   | ${{ ...common, kind: 'identityPlatform', subject: '', claims: {} }}
  ${{ sub: undefined, email: undefined }}            | ${{ kind: 'anonymous' }}
`('makes of $change: $principal', ({ change, principal }) => {
  expect(principalOf({ ...base, ...change })).toEqual(principal);
});

it('reads access levels, device and attributes, and passes over what has another shape', () => {
  const google = { access_levels: ['accessPolicies/1/accessLevels/a'], device_id: 'd' };
  const additional_claims = { team: ['a', 'b'], odd: 'c', mixed: ['a', 1] };
  expect(principalOf({ ...base, google, additional_claims })).toMatchObject({
    accessLevels: google.access_levels,
    deviceId: 'd',
    attributes: { team: ['a', 'b'] },
  });
  const odd = principalOf({
    ...base,
    google: { access_levels: ['a', 1], device_id: 2 },
    additional_claims: ['x'],
  });
  expect(odd).toEqual({ ...common, kind: 'serviceAccount', email: WEB, member: `serviceAccount:${WEB}` });
});
