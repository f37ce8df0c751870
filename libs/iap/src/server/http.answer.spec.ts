import { httpAnswerOf } from './http.answer.ts';
import {
  IapCallerNotAllowedError,
  IapJwtInvalidError,
  IapKeysUnavailableError,
} from './iap-server.errors.ts';

it.each`
  error                                            | status | headers
  ${new IapJwtInvalidError('assertion-missing')}   | ${401} | ${{ 'WWW-Authenticate': 'Bearer' }}
  ${new IapJwtInvalidError('signature')}           | ${401} | ${{ 'WWW-Authenticate': 'Bearer error="invalid_token"' }}
  ${new IapCallerNotAllowedError('hosted-domain')} | ${403} | ${{}}
  ${new IapKeysUnavailableError(7)}                | ${503} | ${{ 'Retry-After': '7' }}
`('answers $status to $error.reason', ({ error, status, headers }) => {
  const answer = httpAnswerOf(error);
  expect(answer?.headers).toEqual(headers);
  expect(answer?.exception.getStatus()).toBe(status);
  expect(answer?.exception.cause).toBe(error);
});

it('spends no stack on a refusal', () => {
  expect(httpAnswerOf(new IapJwtInvalidError('alg'))?.exception.stack?.split('\n')).toHaveLength(1);
});

it('answers nothing to a fault', () => {
  expect(httpAnswerOf(new RangeError('broken'))).toBeUndefined();
});
