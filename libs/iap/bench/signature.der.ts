const SEQUENCE = 0x30;
const INTEGER = 0x02;

/** r‖s, the base64url end of an assertion, as the DER that OpenSSL reads. */
export function derOf(signature: string): Buffer {
  const bytes = Buffer.from(signature, 'base64url');
  const integers = Buffer.concat([integerOf(bytes.subarray(0, 32)), integerOf(bytes.subarray(32))]);
  return Buffer.concat([Buffer.from([SEQUENCE, integers.length]), integers]);
}

/** DER integers are signed and as short as can be. */
function integerOf(bytes: Buffer): Buffer {
  const start = bytes.findIndex((byte) => byte !== 0);
  const digits = bytes.subarray(start < 0 ? bytes.length - 1 : start);
  const sign = (digits[0] ?? 0) & 0x80 ? [0] : [];
  return Buffer.concat([Buffer.from([INTEGER, sign.length + digits.length, ...sign]), digits]);
}
