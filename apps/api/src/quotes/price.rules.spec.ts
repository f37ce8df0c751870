import { CATALOGUE } from './catalogue.ts';
import { quoteFor } from './price.rules.ts';

const of = (product: string, quantity: number) => ({ product, quantity });

describe('a line', () => {
  it.each`
    product               | quantity | discount      | total
    ${'house-blend'}      | ${1}     | ${0}          | ${2_190}
    ${'house-blend'}      | ${11}    | ${0}          | ${24_090}
    ${'house-blend'}      | ${12}    | ${1_051}      | ${25_229}
    ${'house-blend'}      | ${47}    | ${4_117}      | ${98_813}
    ${'house-blend'}      | ${48}    | ${8_409}      | ${96_711}
    ${'house-blend'}      | ${119}   | ${20_848}     | ${239_762}
    ${'house-blend'}      | ${120}   | ${31_536}     | ${231_264}
    ${'single-origin'}    | ${12}    | ${1_416}      | ${33_984}
    ${'decaf'}            | ${12}    | ${1_195}      | ${28_685}
    ${'paper-filters'}    | ${9}     | ${0}          | ${16_650}
    ${'paper-filters'}    | ${10}    | ${925}        | ${17_575}
    ${'paper-filters'}    | ${49}    | ${4_532}      | ${86_118}
    ${'paper-filters'}    | ${50}    | ${13_875}     | ${78_625}
    ${'grinder'}          | ${2}     | ${0}          | ${149_800}
    ${'grinder'}          | ${3}     | ${11_235}     | ${213_465}
    ${'espresso-machine'} | ${3}     | ${73_350}     | ${1_393_650}
    ${'espresso-machine'} | ${1_000} | ${24_450_000} | ${464_550_000}
  `('of $quantity × $product is $discount less: $total', ({ product, quantity, discount, total }) => {
    expect(quoteFor([of(product, quantity)]).lines).toMatchObject([{ product, quantity, discount, total }]);
  });
});

describe('the bundle', () => {
  it.each`
    machines | grinders | amount
    ${1}     | ${0}     | ${0}
    ${0}     | ${1}     | ${0}
    ${1}     | ${1}     | ${15_000}
    ${1}     | ${2}     | ${15_000}
    ${2}     | ${1}     | ${15_000}
    ${2}     | ${2}     | ${30_000}
  `('of $machines machines and $grinders grinders takes $amount off', ({ machines, grinders, amount }) => {
    const items = [of('espresso-machine', machines), of('grinder', grinders)].filter(
      ({ quantity }) => quantity > 0,
    );
    const { discounts } = quoteFor(items);
    expect(discounts.find(({ name }) => name.startsWith('Machine'))?.amount ?? 0).toBe(amount);
  });
});

describe('the order', () => {
  // Paper filters and coffee below their tiers make sums on both sides of each limit, to the cent.
  it.each`
    items                                                                        | worth      | amount
    ${[of('grinder', 1), of('house-blend', 11)]}                                 | ${98_990}  | ${0}
    ${[of('grinder', 1), of('decaf', 10), of('paper-filters', 1)]}               | ${101_650} | ${1_016}
    ${[of('espresso-machine', 1), of('house-blend', 5)]}                         | ${499_950} | ${4_999}
    ${[of('espresso-machine', 1), of('single-origin', 3), of('house-blend', 1)]} | ${500_040} | ${15_001}
    ${[of('espresso-machine', 1), of('grinder', 1)]}                             | ${548_900} | ${16_467}
  `('worth $worth after the other discounts gets $amount off', ({ items, worth, amount }) => {
    const { lines, discounts } = quoteFor(items);
    const order = discounts.find(({ name }) => name === 'Order size')?.amount ?? 0;
    const others = discounts
      .filter(({ name }) => name !== 'Order size')
      .reduce((sum, { amount }) => sum + amount, 0);
    expect(lines.reduce((sum, { total }) => sum + total, 0) - others).toBe(worth);
    expect(order).toBe(amount);
  });
});

it('adds up, in whole cents, whatever is ordered', () => {
  for (let quantity = 1; quantity <= 150; quantity++) {
    for (let first = 0; first < CATALOGUE.length; first++) {
      const items = CATALOGUE.slice(first).map(({ id }, index) => of(id, quantity + index));
      const { lines, discounts, discount, total } = quoteFor(items);
      for (const line of lines) expect(line.total).toBe(line.quantity * line.unitPrice - line.discount);
      expect(discounts.reduce((sum, { amount }) => sum + amount, 0)).toBe(discount);
      expect(lines.reduce((sum, line) => sum + line.total, 0) - discount).toBe(total);
      expect([total, discount, ...lines.map((line) => line.total)].every(Number.isSafeInteger)).toBe(true);
      expect(total).toBeGreaterThan(0);
    }
  }
});

it('has no price for a product that it does not know', () => {
  expect(() => quoteFor([of('tea', 1)])).toThrow(RangeError);
});

it('keeps the catalogue in order: whole prices, ascending tiers, each id once', () => {
  for (const { unitPrice, tiers } of CATALOGUE) {
    expect(Number.isSafeInteger(unitPrice) && unitPrice > 0).toBe(true);
    expect(tiers.map(({ from }) => from)).toEqual([...tiers.map(({ from }) => from)].sort((a, b) => a - b));
  }
  expect(new Set(CATALOGUE.map(({ id }) => id)).size).toBe(CATALOGUE.length);
});
