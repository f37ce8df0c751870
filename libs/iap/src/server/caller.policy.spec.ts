import { CallerPolicy } from './caller.policy.ts';
import type { IapJwtPayload } from './iap-jwt.payload.ts';
import type { IapPrincipal } from './iap.principal.ts';
import { principalOf } from './principal.factory.ts';

const WEB = 'web-sa@quotes-demo.iam.gserviceaccount.com';
const OPS = 'ops-sa@quotes-demo.iam.gserviceaccount.com';
const POOL = 'principal://iam.googleapis.com/locations/global/workforcePools/staff/subject';
const LEVEL = 'accessPolicies/1/accessLevels/corporate';
const base: IapJwtPayload = { iss: '', aud: 'a', exp: 1, iat: 0, sub: 'accounts.google.com:1', email: WEB };
const ann = { email: 'ann@example.com', hd: 'example.com', google: { access_levels: [LEVEL, 'other'] } };
const callerWith = (change: object) => principalOf({ ...base, ...change });

const members = [
  `serviceAccount:${WEB}`,
  `serviceAccount:${OPS}`,
  'user:bob@example.org',
  'domain:example.com',
  `${POOL}/eve`,
];
const noRules = { hostedDomains: undefined, accessLevels: undefined };

function verdict(caller: IapPrincipal, { lists = [] as string[][], rules = {} } = {}): string {
  const policy = new CallerPolicy({
    allowedCallers: new Set(members),
    requireOfUsers: { ...noRules, ...rules },
  });
  try {
    policy.assertAllowed(
      caller,
      lists.map((list) => new Set(list)),
    );
    return 'allowed';
  } catch (error) {
    return (error as { reason: string }).reason;
  }
}

it.each`
  who                                  | change
  ${'a service account by name'}       | ${{}}
  ${'a person by name'}                | ${{ email: 'bob@example.org' }}
  ${'a person by domain'}              | ${ann}
  ${'a workforce identity by subject'} | ${{ workforce_identity: { iam_principal: `${POOL}/eve` } }}
`('lets in $who', ({ change }) => {
  expect(verdict(callerWith(change))).toBe('allowed');
});

it.each`
  who                                        | change
  ${'another service account'}               | ${{ email: 'x@quotes-demo.iam.gserviceaccount.com' }}
  ${'a longer name'}                         | ${{ email: `a${WEB}` }}
  ${'the same name in capitals'}             | ${{ email: WEB.toUpperCase() }}
  ${'another person'}                        | ${{ email: 'eve@example.org' }}
  ${'a person whose address has the domain'} | ${{ email: 'eve@example.com' }}
  ${'a person of a subdomain'}               | ${{ email: 'eve@example.com', hd: 'a.example.com' }}
  ${'a list of domains'}                     | ${{ email: 'eve@example.com', hd: ['example.com'] }}
  ${'a service account with a domain'}       | ${{ email: 'x@y.iam.gserviceaccount.com', hd: 'example.com' }}
  ${'the same address at Identity Platform'} | ${{ gcip: {} }}
  ${'the same address in a workforce'}       | ${{ identity_source: 'WORKFORCE_IDENTITY' }}
  ${'another workforce identity'}            | ${{ workforce_identity: { iam_principal: `${POOL}/eve2` } }}
  ${'a member in place of a principal'}      | ${{ workforce_identity: { iam_principal: `serviceAccount:${WEB}` } }}
  ${'nobody'}                                | ${{ sub: undefined, email: undefined }}
`('refuses $who', ({ change }) => {
  expect(verdict(callerWith(change))).toBe('caller-not-allowed');
});

it('refuses App Engine itself where only the list counts', () => {
  expect(verdict({ kind: 'appEngine', source: 'cron' })).toBe('caller-not-allowed');
});

it('a route narrows, and every one of its lists counts', () => {
  const [web, ops] = [[`serviceAccount:${WEB}`], [`serviceAccount:${OPS}`]];
  expect(verdict(callerWith({}), { lists: [web] })).toBe('allowed');
  expect(verdict(callerWith({}), { lists: [web, [...ops, ...web]] })).toBe('allowed');
  expect(verdict(callerWith({}), { lists: [ops] })).toBe('caller-not-allowed-here');
  expect(verdict(callerWith({}), { lists: [web, ops] })).toBe('caller-not-allowed-here');
  expect(verdict(callerWith({}), { lists: [[]] })).toBe('caller-not-allowed-here');
});

it('a route that names a stranger does not let the stranger in', () => {
  const lists = [['serviceAccount:x@quotes-demo.iam.gserviceaccount.com']];
  const stranger = callerWith({ email: 'x@quotes-demo.iam.gserviceaccount.com' });
  expect(verdict(stranger, { lists })).toBe('caller-not-allowed');
});

it.each`
  rules                                                           | change                                          | expected
  ${{ hostedDomains: ['example.org', 'example.com'] }}            | ${ann}                                          | ${'allowed'}
  ${{ hostedDomains: ['example.org'] }}                           | ${ann}                                          | ${'hosted-domain'}
  ${{ hostedDomains: ['example.org'] }}                           | ${{ email: 'bob@example.org' }}                 | ${'hosted-domain'}
  ${{ accessLevels: [LEVEL] }}                                    | ${ann}                                          | ${'allowed'}
  ${{ accessLevels: [LEVEL, 'accessPolicies/1/accessLevels/b'] }} | ${ann}                                          | ${'access-level'}
  ${{ accessLevels: [LEVEL] }}                                    | ${{ ...ann, google: { access_levels: LEVEL } }} | ${'access-level'}
  ${{ accessLevels: [LEVEL] }}                                    | ${{ ...ann, google: undefined }}                | ${'access-level'}
  ${{ hostedDomains: ['example.org'], accessLevels: [LEVEL] }}    | ${{}}                                           | ${'allowed'}
`('with $rules: $expected', ({ rules, change, expected }) => {
  expect(verdict(callerWith(change), { rules })).toBe(expected);
});
