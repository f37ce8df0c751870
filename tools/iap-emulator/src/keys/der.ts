/** The few DER types (ITU-T X.690) that a certificate needs. */
export const der = {
  sequence: (...items: Buffer[]): Buffer => tagged(0x30, Buffer.concat(items)),
  set: (...items: Buffer[]): Buffer => tagged(0x31, Buffer.concat(items)),
  /** A positive integer from its big-endian bytes, whose first bit must be clear. */
  integer: (bytes: Buffer): Buffer => tagged(0x02, bytes),
  bitString: (bytes: Buffer): Buffer => tagged(0x03, Buffer.concat([Buffer.of(0), bytes])),
  /** An object identifier, given by its encoded bytes in hex. */
  oid: (hex: string): Buffer => tagged(0x06, Buffer.from(hex, 'hex')),
  nothing: (): Buffer => tagged(0x05, Buffer.alloc(0)),
  text: (value: string): Buffer => tagged(0x0c, Buffer.from(value)),
  /** UTCTime, to the second; right for the years 1950 to 2049. */
  time: (ms: number): Buffer => tagged(0x17, Buffer.from(yymmddhhmmss(ms))),
};

function tagged(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.of(tag), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  return length < 0x100 ? Buffer.of(0x81, length) : Buffer.of(0x82, length >> 8, length & 0xff);
}

function yymmddhhmmss(ms: number): string {
  const digits = new Date(ms).toISOString().replace(/\D/g, '');
  return `${digits.slice(2, 14)}Z`;
}
