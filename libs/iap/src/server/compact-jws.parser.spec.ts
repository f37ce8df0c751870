import { parseCompactJws } from './compact-jws.parser.ts';

const b64 = (text: string | Buffer) => Buffer.from(text).toString('base64url');
const HEADER = b64('{"alg":"ES256","kid":"k"}');
const PAYLOAD = b64('{"a":1}');
const SIGNATURE = b64(Buffer.alloc(64, 7));
const GOOD = `${HEADER}.${PAYLOAD}.${SIGNATURE}`;

it('takes a JWS apart', () => {
  expect(parseCompactJws(GOOD)).toEqual({
    kid: 'k',
    signed: `${HEADER}.${PAYLOAD}`,
    payload: PAYLOAD,
    signature: SIGNATURE,
  });
});

it('reads a header that goes on after a known one by itself', () => {
  // A length without rest, so that more text can follow.
  const known = b64('{"alg":"ES256","kid":"kid"}');
  const withHeader = (header: string) => `${header}.${PAYLOAD}.${SIGNATURE}`;
  expect(parseCompactJws(withHeader(known)).kid).toBe('kid');
  expect(parseCompactJws(withHeader(known + b64('\n'))).kid).toBe('kid');
  expect(() => parseCompactJws(withHeader(known + b64('x')))).toThrow('header-not-json');
});

it('accepts exactly the longest assertion', () => {
  const padding = 'A'.repeat(8192 - GOOD.length + PAYLOAD.length);
  expect(parseCompactJws(`${HEADER}.${padding}.${SIGNATURE}`).signed).toHaveLength(
    8192 - SIGNATURE.length - 1,
  );
  expect(() => parseCompactJws(`${HEADER}.${padding}A.${SIGNATURE}`)).toThrow('assertion-too-long');
});

it.each`
  flaw                              | assertion                                                                       | reason
  ${'nothing'}                      | ${''}                                                                           | ${'assertion-empty'}
  ${'a word'}                       | ${'garbage'}                                                                    | ${'not-compact-jws'}
  ${'two parts'}                    | ${`${HEADER}.${PAYLOAD}`}                                                       | ${'not-compact-jws'}
  ${'four parts'}                   | ${`${GOOD}.${SIGNATURE}`}                                                       | ${'not-compact-jws'}
  ${'an empty header'}              | ${`.${PAYLOAD}.${SIGNATURE}`}                                                   | ${'not-compact-jws'}
  ${'an empty payload'}             | ${`${HEADER}..${SIGNATURE}`}                                                    | ${'not-compact-jws'}
  ${'an empty signature'}           | ${`${HEADER}.${PAYLOAD}.`}                                                      | ${'not-compact-jws'}
  ${'padding'}                      | ${`${GOOD}==`}                                                                  | ${'not-compact-jws'}
  ${'the other base64 alphabet'}    | ${`${HEADER}.${PAYLOAD}+.${SIGNATURE}`}                                         | ${'not-compact-jws'}
  ${'a blank in front'}             | ${` ${GOOD}`}                                                                   | ${'not-compact-jws'}
  ${'a line break at the end'}      | ${`${GOOD}\n`}                                                                  | ${'not-compact-jws'}
  ${'a letter beyond ASCII'}        | ${`${HEADER}.${PAYLOAD}é.${SIGNATURE}`}                                         | ${'not-compact-jws'}
  ${'a length no byte string has'}  | ${`${HEADER}.${'A'.repeat(5)}.${SIGNATURE}`}                                    | ${'not-compact-jws'}
  ${'stray bits in 2 characters'}   | ${`${HEADER}.e9.${SIGNATURE}`}                                                  | ${'not-compact-jws'}
  ${'stray bits in 3 characters'}   | ${`${HEADER}.e31.${SIGNATURE}`}                                                 | ${'not-compact-jws'}
  ${'stray bits in the header'}     | ${`${b64('{"alg":"ES256","kid":"kk"}').slice(0, -1)}1.${PAYLOAD}.${SIGNATURE}`} | ${'not-compact-jws'}
  ${'stray bits in the signature'}  | ${`${HEADER}.${PAYLOAD}.${SIGNATURE.slice(0, -1)}x`}                            | ${'not-compact-jws'}
  ${'a signature of 63 bytes'}      | ${`${HEADER}.${PAYLOAD}.${b64(Buffer.alloc(63))}`}                              | ${'signature-length'}
  ${'a signature of 65 bytes'}      | ${`${HEADER}.${PAYLOAD}.${b64(Buffer.alloc(65))}`}                              | ${'signature-length'}
  ${'a header that is no JSON'}     | ${`${b64('{')}.${PAYLOAD}.${SIGNATURE}`}                                        | ${'header-not-json'}
  ${'a header that is a list'}      | ${`${b64('[]')}.${PAYLOAD}.${SIGNATURE}`}                                       | ${'header-not-json'}
  ${'a header with a member twice'} | ${`${b64('{"alg":1,"alg":2}')}.${PAYLOAD}.${SIGNATURE}`}                        | ${'header-duplicate-member'}
`('refuses $flaw: $reason', ({ assertion, reason }) => {
  expect(() => parseCompactJws(assertion)).toThrow(expect.objectContaining({ reason }));
});
