import { KnownHeaders } from './known.headers.ts';

it('knows a header as a whole', () => {
  const known = new KnownHeaders();
  known.add('aaaa', 'k1');
  known.add('aaab', 'k2');
  expect(known.kidOf('aaaa.b.c')).toBe('k1');
  expect(known.kidOf('aaab.b.c')).toBe('k2');
  for (const other of ['aaa.b.c', 'aaaac.b.c', 'baaaa.b.c', 'aaaa', '']) {
    expect(known.kidOf(other)).toBeUndefined();
  }
});

it('holds the latest eight', () => {
  const known = new KnownHeaders();
  const held = () => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].filter((n) => known.kidOf(`h${n}.`) === `k${n}`);
  for (let n = 0; n < 8; n++) known.add(`h${n}`, `k${n}`);
  expect(held()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  known.add('h8', 'k8');
  known.add('h9', 'k9');
  expect(held()).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
});
