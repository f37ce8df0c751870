import { stackless } from './stackless.ts';

it('makes an error of one line, and leaves the stacks of others as they are', () => {
  const before = Error.stackTraceLimit;
  expect(stackless(() => new RangeError('no')).stack).toBe('RangeError: no');
  expect(Error.stackTraceLimit).toBe(before);
});

it('leaves them as they are even when there is no error to make', () => {
  const before = Error.stackTraceLimit;
  const make = () => {
    throw new TypeError('cannot');
  };
  expect(() => stackless(make)).toThrow('cannot');
  expect(Error.stackTraceLimit).toBe(before);
});
