import { IapError } from '../index.ts';
import { IapCallerNotAllowedError, IapJwtInvalidError, IapKeysUnavailableError } from './index.ts';

it.each`
  error                                                 | code                            | reason                  | message
  ${new IapJwtInvalidError('signature')}                | ${'ERR_IAP_JWT_INVALID'}        | ${'signature'}          | ${'IAP assertion rejected: signature'}
  ${new IapCallerNotAllowedError('caller-not-allowed')} | ${'ERR_IAP_CALLER_NOT_ALLOWED'} | ${'caller-not-allowed'} | ${'Caller refused: caller-not-allowed'}
  ${new IapKeysUnavailableError(30)}                    | ${'ERR_IAP_KEYS_UNAVAILABLE'}   | ${'keys-unavailable'}   | ${'IAP public keys are not available'}
`('$error.name carries $code and $reason', ({ error, code, reason, message }) => {
  expect(error).toBeInstanceOf(IapError);
  expect(error).toMatchObject({ code, reason, message, name: error.constructor.name });
});

it('a refused assertion leaves no stack, and the stacks of others as they are', () => {
  const before = Error.stackTraceLimit;
  expect(new IapJwtInvalidError('alg').stack).toBe('IapJwtInvalidError: IAP assertion rejected: alg');
  expect(Error.stackTraceLimit).toBe(before);
});
