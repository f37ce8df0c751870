import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import type { Arena, Contestant } from './contestant.ts';
import { keyByHeader } from './key.by-header.ts';
import { derOf } from '../signature.der.ts';

export const BARE = 'bare node:crypto';

interface Prepared {
  readonly data: Buffer;
  readonly key: KeyObject;
  readonly der: Buffer;
}

/** The limit: OpenSSL's check alone. Everything else is done before the clock starts, and no claim is looked at. */
export function nodeCrypto({ mint, assertions }: Arena): Contestant {
  const keyOf = keyByHeader(mint, ({ publicKey }) =>
    createPublicKey({ key: publicKey.export({ format: 'jwk' }), format: 'jwk' }),
  );
  const prepared = assertions.map((assertion): Prepared => {
    const lastDot = assertion.lastIndexOf('.');
    return {
      data: Buffer.from(assertion.slice(0, lastDot)),
      key: keyOf(assertion),
      der: derOf(assertion.slice(lastDot + 1)),
    };
  });
  return {
    name: BARE,
    verify(_, at) {
      const input = prepared[at];
      if (input === undefined || !verify('sha256', input.data, input.key, input.der))
        throw new Error('bad signature');
    },
  };
}
