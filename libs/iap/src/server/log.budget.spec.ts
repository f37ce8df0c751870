import { LogBudget } from './log.budget.ts';

it('writes ten records of a reason per window, counts the rest and tells their number', () => {
  let now = 0;
  const budget = new LogBudget(() => now);
  const take = (count: number, reason = 'signature') =>
    Array.from({ length: count }, () => budget.take(reason));
  expect(take(10)).toEqual(Array(10).fill(0));
  now = 9_999;
  expect(take(3)).toEqual([undefined, undefined, undefined]);
  expect(take(1, 'expired')).toEqual([0]);
  now = 10_000;
  expect(take(2)).toEqual([3, 0]);
  now = 20_000;
  expect(take(1)).toEqual([0]);
});
