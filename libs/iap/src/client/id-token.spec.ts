import { AUDIENCE, CALLER, mintIdToken } from '../../test/client/mint.ts';
import { IapTokenInvalidError } from './iap-client.errors.ts';
import { readIdToken } from './id-token.ts';

const NOW = 1_800_000_000_000;
const SECONDS = NOW / 1000;

const flawOf = (value: unknown): unknown => {
  try {
    readIdToken(value, AUDIENCE, NOW);
    return 'none';
  } catch (error) {
    return error instanceof IapTokenInvalidError ? error.reason : error;
  }
};

describe('readIdToken', () => {
  it('tells whose token it is and until when', () => {
    const value = mintIdToken({}, NOW);
    expect(readIdToken(value, AUDIENCE, NOW)).toEqual({ value, email: CALLER, expiresAt: NOW + 3_600_000 });
  });

  it.each`
    flaw                     | claims                   | reason
    ${'nothing'}             | ${{}}                    | ${'none'}
    ${'another audience'}    | ${{ aud: 'other' }}      | ${'audience'}
    ${'a list of audiences'} | ${{ aud: [AUDIENCE] }}   | ${'audience'}
    ${'no audience'}         | ${{ aud: undefined }}    | ${'audience'}
    ${'no exp'}              | ${{ exp: undefined }}    | ${'exp-missing'}
    ${'exp as a text'}       | ${{ exp: '9999999999' }} | ${'exp-missing'}
    ${'exp in the past'}     | ${{ exp: SECONDS - 1 }}  | ${'expired'}
    ${'exp in 30 s'}         | ${{ exp: SECONDS + 30 }} | ${'expired'}
    ${'exp in 31 s'}         | ${{ exp: SECONDS + 31 }} | ${'none'}
    ${'no email'}            | ${{ email: undefined }}  | ${'email-missing'}
    ${'an empty email'}      | ${{ email: '' }}         | ${'email-missing'}
    ${'an email in a list'}  | ${{ email: [CALLER] }}   | ${'email-missing'}
  `('finds $reason in a token with $flaw', ({ claims, reason }) => {
    expect(flawOf(mintIdToken(claims, NOW))).toBe(reason);
  });

  it.each`
    what                   | value
    ${'nothing'}           | ${undefined}
    ${'a number'}          | ${42}
    ${'an object'}         | ${{ id_token: 'x' }}
    ${'an empty text'}     | ${''}
    ${'an HTML page'}      | ${'<html></html>'}
    ${'half a token'}      | ${mintIdToken().split('.').slice(0, 2).join('.')}
    ${'five parts'}        | ${`${mintIdToken()}.a.b`}
    ${'a line break'}      | ${`${mintIdToken()}\nX-Forged: 1`}
    ${'a trailing break'}  | ${`${mintIdToken()}\n`}
    ${'a payload of null'} | ${'e30.bnVsbA.e30'}
    ${'a broken payload'}  | ${'e30.e30x.e30'}
  `('takes $what for no token', ({ value }) => {
    expect(flawOf(value)).toMatch(/^not-a-jwt$/);
  });

  it('never quotes the token', () => {
    const value = mintIdToken({ aud: 'other' });
    expect(() => readIdToken(value, AUDIENCE, NOW)).toThrow(
      expect.objectContaining({ code: 'ERR_IAP_TOKEN_INVALID', message: expect.not.stringContaining(value) }),
    );
  });
});
