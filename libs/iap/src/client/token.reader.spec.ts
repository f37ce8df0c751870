import { AUDIENCE, CALLER, mintIdToken } from '../../test/client/mint.ts';
import { IapTokenInvalidError } from './iap-client.errors.ts';
import { readIdToken, readServiceAccountJwt } from './token.reader.ts';

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
    const expiresAt = NOW + 3_600_000;
    const usableUntil = expiresAt - 30_000;
    expect(readIdToken(value, AUDIENCE, NOW)).toEqual({ value, email: CALLER, expiresAt, usableUntil });
  });

  it.each`
    life    | margin
    ${3600} | ${30}
    ${61}   | ${30}
    ${60}   | ${30}
    ${40}   | ${20}
    ${10}   | ${5}
    ${6}    | ${5}
  `(
    'has a token with $life s left sent until $margin s before its end',
    ({ life, margin }: Record<string, number>) => {
      const { usableUntil } = readIdToken(mintIdToken({ exp: SECONDS + life! }, NOW), AUDIENCE, NOW);
      expect((usableUntil - NOW) / 1000).toBe(life! - margin!);
    },
  );

  it.each`
    flaw                     | claims                   | reason
    ${'nothing'}             | ${{}}                    | ${'none'}
    ${'another audience'}    | ${{ aud: 'other' }}      | ${'audience'}
    ${'a list of audiences'} | ${{ aud: [AUDIENCE] }}   | ${'audience'}
    ${'no audience'}         | ${{ aud: undefined }}    | ${'audience'}
    ${'no exp'}              | ${{ exp: undefined }}    | ${'exp-missing'}
    ${'exp as a text'}       | ${{ exp: '9999999999' }} | ${'exp-missing'}
    ${'exp in the past'}     | ${{ exp: SECONDS - 1 }}  | ${'expired'}
    ${'exp in 5 s'}          | ${{ exp: SECONDS + 5 }}  | ${'expired'}
    ${'exp in 6 s'}          | ${{ exp: SECONDS + 6 }}  | ${'none'}
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
    ${'a leading break'}   | ${`X-Forged: 1\n${mintIdToken()}`}
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

describe('readServiceAccountJwt', () => {
  const url = 'https://api.example.com/*';
  const claims = { aud: url, iss: CALLER, sub: CALLER, email: undefined };

  it('tells whose token it is', () => {
    expect(readServiceAccountJwt(mintIdToken(claims, NOW), url, NOW).email).toBe(CALLER);
  });

  it.each`
    flaw                  | change                                | reason
    ${'another audience'} | ${{ aud: url.slice(0, -1) }}          | ${'audience'}
    ${'another issuer'}   | ${{ iss: 'accounts.google.com' }}     | ${'email-missing'}
    ${'no subject'}       | ${{ iss: undefined, sub: undefined }} | ${'email-missing'}
    ${'exp in 5 s'}       | ${{ exp: SECONDS + 5 }}               | ${'expired'}
  `('finds $reason in one with $flaw', ({ change, reason }) => {
    expect(() => readServiceAccountJwt(mintIdToken({ ...claims, ...change }, NOW), url, NOW)).toThrow(
      expect.objectContaining({ reason }),
    );
  });
});
