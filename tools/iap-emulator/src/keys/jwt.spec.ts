import { createPrivateKey, createPublicKey, verify } from 'node:crypto';
import { isSignedByRsa, readJwt } from './jwt.reader.ts';
import { signJwt, signatureOf } from './jwt.signer.ts';
import { makeIapKey, makeRsaKey } from './signing-key.ts';
import type { SigningKey } from './signing-key.ts';

const PAYLOAD =
  'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ';

describe('ES256, by RFC 7515 appendix A.3', () => {
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
    y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
    d: 'jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI',
  };
  const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
  const publicKey = createPublicKey(privateKey);
  const key: SigningKey = { kid: 'a3', alg: 'ES256', privateKey, publicKey };
  const signed = `eyJhbGciOiJFUzI1NiJ9.${PAYLOAD}`;
  const rfcSignature =
    'DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q';
  const holds = (signature: Buffer): boolean =>
    verify('sha256', Buffer.from(signed), { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);

  it('signs in the form of the appendix', () => {
    const signature = signatureOf(key, signed);
    expect(signature).toHaveLength(64);
    expect(holds(signature)).toBe(true);
    expect(holds(Buffer.from(rfcSignature, 'base64url'))).toBe(true);
  });
});

describe('RS256, by RFC 7515 appendix A.2', () => {
  const n =
    'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ';
  const signature =
    'cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw';
  const publicKey = createPublicKey({ key: { kty: 'RSA', n, e: 'AQAB' }, format: 'jwk' });
  const jwt = { header: { alg: 'RS256', kid: 'a2' }, claims: {}, signed: `eyJhbGciOiJSUzI1NiJ9.${PAYLOAD}` };
  const keyOf = (changes: Partial<SigningKey>): SigningKey[] => [
    { kid: 'a2', alg: 'RS256', publicKey, privateKey: publicKey, ...changes },
  ];
  const good = { ...jwt, signature: Buffer.from(signature, 'base64url') };

  it('takes the signature of the appendix', () => {
    expect(isSignedByRsa(good, keyOf({}))).toBe(true);
  });

  it.each<[row: string, jwt: typeof good, keys: SigningKey[]]>([
    ['another text', { ...good, signed: `${good.signed}A` }, keyOf({})],
    ['another kid', good, keyOf({ kid: 'other' })],
    ['a key for another algorithm', good, keyOf({ alg: 'ES256' })],
    ['another algorithm in the header', { ...good, header: { ...good.header, alg: 'PS256' } }, keyOf({})],
    ['no signature', { ...good, signature: Buffer.alloc(0) }, keyOf({})],
    ['no keys', good, []],
  ])('refuses it over %s', (_row, changed, keys) => {
    expect(isSignedByRsa(changed, keys)).toBe(false);
  });
});

it('reads what it signs, with the kid in the header', async () => {
  for (const key of [makeIapKey(), await makeRsaKey()]) {
    const jwt = readJwt(signJwt(key, { sub: 'ä', gone: undefined }));
    expect(jwt).toMatchObject({ header: { alg: key.alg, typ: 'JWT', kid: key.kid }, claims: { sub: 'ä' } });
    expect(jwt!.claims).not.toHaveProperty('gone');
  }
});

it.each([
  '',
  'a',
  'a.b',
  'a.b.c',
  'e30.e30',
  'e30.e30.x.y',
  'e30.W10.x',
  'bnVsbA.e30.x',
  'e30.e30.x=',
  ' e30.e30.x',
  `e30.e30.${'x'.repeat(16_400)}`,
])('reads no JWT in %.20j', (text) => {
  expect(readJwt(text)).toBeUndefined();
});

it('gives IAP’s keys a kid of six characters', () => {
  expect(makeIapKey().kid).toMatch(/^\w[\w-]{5}$/);
});
