import { Readable } from 'node:stream';

import { IapRefusedError } from './iap-client.errors.ts';
import { pauseBeforeRetry } from './retry.policy.ts';

const refusal = (status: number, retryAfter?: number) =>
  new IapRefusedError('https://api.example.com', status, 'other', 'hint', retryAfter);
const first = { retries: 0, most: 2, waited: 0 };

describe('pauseBeforeRetry', () => {
  it.each`
    what                          | status | retryAfter   | call                                          | attempts                        | pause
    ${'503'}                      | ${503} | ${undefined} | ${{}}                                         | ${{}}                           | ${187.5}
    ${'429'}                      | ${429} | ${undefined} | ${{ method: 'put', data: 'text' }}            | ${{}}                           | ${187.5}
    ${'the second time'}          | ${429} | ${undefined} | ${{}}                                         | ${{ retries: 1, waited: 187 }}  | ${375}
    ${'the third time'}           | ${429} | ${undefined} | ${{}}                                         | ${{ retries: 2 }}               | ${undefined}
    ${'no retries wanted'}        | ${429} | ${undefined} | ${{}}                                         | ${{ most: 0 }}                  | ${undefined}
    ${'a time named'}             | ${503} | ${2000}      | ${{}}                                         | ${{}}                           | ${2000}
    ${'at once'}                  | ${503} | ${0}         | ${{}}                                         | ${{}}                           | ${0}
    ${'all the time there is'}    | ${503} | ${10_000}    | ${{}}                                         | ${{}}                           | ${10_000}
    ${'more than that'}           | ${503} | ${10_001}    | ${{}}                                         | ${{}}                           | ${undefined}
    ${'more, in two steps'}       | ${503} | ${5000}      | ${{}}                                         | ${{ retries: 1, waited: 5001 }} | ${undefined}
    ${'longer than the timeout'}  | ${503} | ${1000}      | ${{ timeout: 1000 }}                          | ${{}}                           | ${undefined}
    ${'shorter than the timeout'} | ${503} | ${1000}      | ${{ timeout: 1001 }}                          | ${{}}                           | ${1000}
    ${'500'}                      | ${500} | ${0}         | ${{}}                                         | ${{}}                           | ${undefined}
    ${'401'}                      | ${401} | ${0}         | ${{}}                                         | ${{}}                           | ${undefined}
    ${'HEAD'}                     | ${503} | ${0}         | ${{ method: 'HEAD' }}                         | ${{}}                           | ${0}
    ${'DELETE'}                   | ${503} | ${0}         | ${{ method: 'delete' }}                       | ${{}}                           | ${0}
    ${'POST'}                     | ${503} | ${0}         | ${{ method: 'post' }}                         | ${{}}                           | ${undefined}
    ${'PATCH'}                    | ${503} | ${0}         | ${{ method: 'patch' }}                        | ${{}}                           | ${undefined}
    ${'a stream'}                 | ${503} | ${0}         | ${{ method: 'put', data: Readable.from([]) }} | ${{}}                           | ${undefined}
  `('waits $pause ms: $what', ({ status, retryAfter, call, attempts, pause }) => {
    expect(pauseBeforeRetry(refusal(status, retryAfter), call, { ...first, ...attempts }, 0.5)).toBe(pause);
  });
});
