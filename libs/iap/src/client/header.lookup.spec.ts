import { headerOf } from './header.lookup.ts';

it.each`
  headers                                | found
  ${{ host: 'a' }}                       | ${'a'}
  ${{ Host: 'a' }}                       | ${'a'}
  ${{ ' HOST\t': 'a' }}                  | ${'a'}
  ${{ host: '', Host: 'a' }}             | ${'a'}
  ${{ host: undefined }}                 | ${undefined}
  ${{ host: false }}                     | ${undefined}
  ${{ hosts: 'a', 'x-host': 'a', h: 1 }} | ${undefined}
`('headerOf finds $found in $headers', ({ headers, found }) => {
  expect(headerOf(headers, 'host')).toBe(found);
});
