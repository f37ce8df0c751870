import { CallerPolicy } from './caller.policy.ts';
import type { IapJwtPayload } from './iap-jwt.payload.ts';
import { ANONYMOUS } from './iap.principal.ts';
import { principalOf } from './principal.factory.ts';

const AUDIENCE = '/projects/1/apps/quotes-demo';
const WEB = 'web-sa@quotes-demo.iam.gserviceaccount.com';
const OPS = 'ops-sa@quotes-demo.iam.gserviceaccount.com';
const base: IapJwtPayload = {
  iss: '',
  aud: AUDIENCE,
  exp: 1,
  iat: 0,
  sub: 'accounts.google.com:1',
  email: WEB,
};
const web = principalOf(base);
const policy = new CallerPolicy(
  new Set([`serviceAccount:${WEB}`, `serviceAccount:${OPS}`, 'user:ann@example.com']),
);

it.each`
  who                             | change                                                  | kind
  ${'a service account'}          | ${{}}                                                   | ${'serviceAccount'}
  ${'the App Engine default'}     | ${{ email: 'quotes-demo@appspot.gserviceaccount.com' }} | ${'serviceAccount'}
  ${'a person'}                   | ${{ email: 'ann@example.com' }}                         | ${'user'}
  ${'the owner of a look-alike'}  | ${{ email: 'web-sa@xgserviceaccount.com' }}             | ${'user'}
  ${'an Identity Platform user'}  | ${{ gcip: { sub: '1' } }}                               | ${'workforce'}
  ${'another provider’s sub'}     | ${{ sub: 'securetoken.google.com/p:1' }}                | ${'workforce'}
  ${'another issuer’s sub'}       | ${{ sub: 'accounts.example.com:1' }}                    | ${'workforce'}
  ${'another source of identity'} | ${{ identity_source: 'WORKFORCE_IDENTITY' }}            | ${'workforce'}
`('$who is of kind $kind', ({ change, kind }) => {
  const principal = principalOf({ ...base, ...change });
  expect(principal.kind).toBe(kind);
  expect(Object.isFrozen(principal)).toBe(true);
  expect('member' in principal).toBe(kind !== 'workforce');
});

it('lets in whom the list names', () => {
  expect(() => {
    policy.assertAllowed(web, []);
  }).not.toThrow();
  expect(() => {
    policy.assertAllowed(principalOf({ ...base, email: 'ann@example.com' }), []);
  }).not.toThrow();
});

it.each([
  ['another service account', principalOf({ ...base, email: 'x@quotes-demo.iam.gserviceaccount.com' })],
  ['a longer name', principalOf({ ...base, email: `a${WEB}` })],
  [
    'the same name in capitals',
    principalOf({ ...base, email: 'WEB-SA@quotes-demo.iam.gserviceaccount.com' }),
  ],
  ['another person', principalOf({ ...base, email: 'bob@example.com' })],
  ['the same address from another provider', principalOf({ ...base, gcip: {} })],
  ['nobody', ANONYMOUS],
])('refuses %s', (_who, caller) => {
  expect(() => {
    policy.assertAllowed(caller, []);
  }).toThrow(expect.objectContaining({ reason: 'caller-not-allowed' }));
});

it('a route narrows, and every one of its lists counts', () => {
  const [onlyWeb, onlyOps] = [new Set([`serviceAccount:${WEB}`]), new Set([`serviceAccount:${OPS}`])];
  const refusal = expect.objectContaining({ reason: 'caller-not-allowed-here' });
  expect(() => {
    policy.assertAllowed(web, [onlyWeb]);
  }).not.toThrow();
  expect(() => {
    policy.assertAllowed(web, [onlyOps]);
  }).toThrow(refusal);
  expect(() => {
    policy.assertAllowed(web, [onlyWeb, onlyOps]);
  }).toThrow(refusal);
  expect(() => {
    policy.assertAllowed(web, [new Set()]);
  }).toThrow(refusal);
});

it('a route that names a stranger does not let the stranger in', () => {
  const stranger = principalOf({ ...base, email: 'x@quotes-demo.iam.gserviceaccount.com' });
  const list = new Set(['serviceAccount:x@quotes-demo.iam.gserviceaccount.com']);
  expect(() => {
    policy.assertAllowed(stranger, [list]);
  }).toThrow(expect.objectContaining({ reason: 'caller-not-allowed' }));
});
