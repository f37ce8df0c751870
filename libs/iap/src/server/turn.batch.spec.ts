import { TurnBatch } from './turn.batch.ts';

/** @param cost milliseconds that a piece of work takes, by a clock that nothing else moves */
function scene(cost = 0) {
  const done: number[] = [];
  let now = 0;
  const batch = new TurnBatch(() => now);
  const run = (item: number) =>
    batch.run(() => {
      done.push(item);
      now += cost;
      if (item < 0) throw new RangeError('negative');
      if (item > 9999) return Promise.reject(new RangeError('large'));
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
  const { done, run } = scene(0.1);
  const results = Array.from({ length: 60 }, (_, item) => run(item));
  const seen: number[] = [];
  for (let turn = 0; turn < 3; turn++) {
    await nextTurn();
    seen.push(done.length);
  }
  // Two milliseconds, looked at after every eighth.
  expect(seen).toEqual([24, 48, 60]);
  expect(done).toEqual(Array.from({ length: 60 }, (_, item) => item));
  expect((await Promise.all(results)).at(-1)).toBe(118);
});

it('does any number of small pieces in one turn', async () => {
  const { done, run } = scene(0);
  const results = Array.from({ length: 1000 }, () => run(1));
  await nextTurn();
  expect(done).toHaveLength(1000);
  await Promise.all(results);
});

it('lets 1,024 wait, and does the next at once', async () => {
  const { done, run } = scene(1);
  const results = Array.from({ length: 1024 }, () => run(1));
  expect(done).toEqual([]);
  results.push(run(2));
  expect(done).toEqual([2]);
  await nextTurn();
  results.push(run(3));
  expect(done.at(-1)).toBe(1);
  await expect(Promise.all(results)).resolves.toHaveLength(1026);
});

it('one failure is its own', async () => {
  const { run } = scene();
  const outcomes = await Promise.allSettled([1, -1, 100, 10_000, 2].map(run));
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
