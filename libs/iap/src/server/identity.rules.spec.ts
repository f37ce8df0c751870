import { assertIdentityClaims, isAnonymous } from './identity.rules.ts';

const SUB = 'accounts.google.com:1';
const EMAIL = 'web-sa@quotes-demo.iam.gserviceaccount.com';
const WORKFORCE = { sub: 'sts.google.com:1', identity_source: 'WORKFORCE_IDENTITY' };

it.each`
  who                                      | claims
  ${'a Google account'}                    | ${{ sub: SUB, email: EMAIL }}
  ${'nobody'}                              | ${{}}
  ${'a workforce identity'}                | ${{ ...WORKFORCE, email: 'eve@example.com' }}
  ${'a workforce identity, no address'}    | ${WORKFORCE}
  ${'Identity Platform, by gcip alone'}    | ${{ gcip: '{"sub":"1"}' }}
  ${'Identity Platform, prefixed address'} | ${{ gcip: {}, sub: 'securetoken.google.com/p:1', email: 'securetoken.google.com/p:a@b.com' }}
`('accepts $who', ({ claims }) => {
  expect(() => {
    assertIdentityClaims(claims);
  }).not.toThrow();
});

it.each`
  flaw                                 | claims                                        | reason
  ${'an address without a subject'}    | ${{ email: EMAIL }}                           | ${'sub-missing'}
  ${'a workforce without a subject'}   | ${{ identity_source: 'WORKFORCE_IDENTITY' }}  | ${'sub-missing'}
  ${'a subject without an address'}    | ${{ sub: SUB }}                               | ${'email-missing'}
  ${'a workforce address with a path'} | ${{ ...WORKFORCE, email: 'a/b@example.com' }} | ${'email-shape'}
  ${'a workforce address as a list'}   | ${{ ...WORKFORCE, email: ['a@example.com'] }} | ${'email-shape'}
  ${'Identity Platform, odd subject'}  | ${{ gcip: {}, sub: 'a b' }}                   | ${'sub-shape'}
  ${'a subject that is null'}          | ${{ sub: null, email: EMAIL }}                | ${'sub-shape'}
  ${'an address that is null'}         | ${{ sub: SUB, email: null }}                  | ${'email-shape'}
`('refuses $flaw: $reason', ({ claims, reason }) => {
  expect(() => {
    assertIdentityClaims(claims);
  }).toThrow(expect.objectContaining({ reason }));
});

it.each`
  claims          | expected
  ${{}}           | ${true}
  ${{ sub: SUB }} | ${false}
  ${{ gcip: {} }} | ${false}
`('$claims name nobody: $expected', ({ claims, expected }) => {
  expect(isAnonymous(claims)).toBe(expected);
});
