import type { AssertionMint, MintKey } from '../assertion.mint.ts';

/**
 * Finds what belongs to an assertion's key by its undecoded header. Libraries that take one key, or have to be asked
 * asynchronously for several, get it this way: cheaper than any lookup that they offer. An unknown header gets the first
 * key, so that it is the library that refuses and not this.
 */
export function keyByHeader<Key>(
  mint: AssertionMint,
  make: (key: MintKey) => Key,
): (assertion: string) => Key {
  const keys = new Map(mint.keys.map((key): [string, Key] => [key.header, make(key)]));
  const [first] = [...keys.values()];
  if (first === undefined) throw new RangeError('a mint has keys');
  return (assertion) => {
    return keys.get(assertion.slice(0, assertion.indexOf('.'))) ?? first;
  };
}
