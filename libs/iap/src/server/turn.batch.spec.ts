import { TurnBatch } from './turn.batch.ts';

function scene() {
  const done: number[] = [];
  const batch = new TurnBatch();
  const run = (item: number) =>
    batch.run(() => {
      done.push(item);
      if (item < 0) throw new RangeError('negative');
      if (item > 999) return Promise.reject(new RangeError('large'));
      return item > 99 ? Promise.resolve(item * 2) : item * 2;
    });
  return { done, run };
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

it('works after the turn in which the work came up, in its order', async () => {
  const { done, run } = scene();
  const results = [1, 2, 3].map(run);
  await Promise.resolve();
  expect(done).toEqual([]);
  await expect(Promise.all(results)).resolves.toEqual([2, 4, 6]);
  expect(done).toEqual([1, 2, 3]);
});

it('leaves the rest of much to the turns after, so that other work comes in between', async () => {
  const { done, run } = scene();
  const results = Array.from({ length: 65 }, (_, item) => run(item));
  const seen: number[] = [];
  for (let turn = 0; turn < 3; turn++) {
    await nextTurn();
    seen.push(done.length);
  }
  expect(seen).toEqual([32, 64, 65]);
  expect((await Promise.all(results)).at(-1)).toBe(128);
});

it('one failure is its own', async () => {
  const { run } = scene();
  const outcomes = await Promise.allSettled([1, -1, 100, 1000, 2].map(run));
  expect(outcomes).toEqual([
    { status: 'fulfilled', value: 2 },
    { status: 'rejected', reason: new RangeError('negative') },
    { status: 'fulfilled', value: 200 },
    { status: 'rejected', reason: new RangeError('large') },
    { status: 'fulfilled', value: 4 },
  ]);
});

it('starts anew after each turn', async () => {
  const { run } = scene();
  await expect(run(1)).resolves.toBe(2);
  await expect(run(2)).resolves.toBe(4);
});
