import { assertionOf } from './assertion.header.ts';

it('finds the one assertion', () => {
  expect(assertionOf({ 'x-goog-iap-jwt-assertion': 'a.b.c' })).toBe('a.b.c');
});

it.each`
  what                                | value             | reason
  ${'none'}                           | ${undefined}      | ${'assertion-missing'}
  ${'two, as Node joins them'}        | ${'a.b.c, a.b.c'} | ${'assertion-repeated'}
  ${'two, as a sender may join them'} | ${'a.b.c,a.b.c'}  | ${'assertion-repeated'}
  ${'an empty one and one'}           | ${', a.b.c'}      | ${'assertion-repeated'}
  ${'two, as an adapter may list'}    | ${['a.b.c', 'd']} | ${'assertion-repeated'}
  ${'a list of one'}                  | ${['a.b.c']}      | ${'assertion-repeated'}
`('refuses $what: $reason', ({ value, reason }) => {
  expect(() => assertionOf({ 'x-goog-iap-jwt-assertion': value })).toThrow(
    expect.objectContaining({ reason }),
  );
});
