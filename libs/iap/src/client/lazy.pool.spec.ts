import { jest } from '@jest/globals';

const opened: unknown[][] = [];
jest.unstable_mockModule('undici', () => ({
  Pool: function (...args: unknown[]) {
    opened.push(args);
  },
}));
const { LazyPool } = await import('./lazy.pool.ts');

it('opens once, speaks HTTP/1.1, and leaves the time limits of calls to Axios', async () => {
  const lazy = new LazyPool('https://api.example.com');
  expect(lazy.peek()).toBeNull();
  const [pool, same] = await Promise.all([lazy.open(), lazy.open()]);
  expect(same).toBe(pool);
  expect(lazy.peek()).toBe(pool);
  const options = {
    allowH2: false,
    connectTimeout: 30_000,
    keepAliveTimeout: 60_000,
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  expect(opened).toEqual([['https://api.example.com', options]]);
});
