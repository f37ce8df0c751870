import type { EmulatorContext } from '../emulator.context.ts';
import { GOOGLE, IAP } from './key-ring.ts';

/** Rotates keys. A signer is `iap` (assertions), `google` (ID tokens) or the address of a service account. */
export interface KeyVerbs {
  /**
   * Signs with a new key from now on, and gives its `kid`. The key so far stays published until `retire`, or for
   * `overlapSeconds` of the emulator's time; 0 takes it back at once.
   * @throws {RangeError} for an unknown signer, or seconds below 0
   */
  rotate(signer?: string, options?: { readonly overlapSeconds?: number }): Promise<string>;
  /**
   * Takes back every key but the current, so that what they signed is no longer believed.
   * @throws {RangeError} for an unknown signer
   */
  retire(signer?: string): void;
}

export function keyVerbs({ keys, now }: Pick<EmulatorContext, 'keys' | 'now'>): KeyVerbs {
  return {
    rotate: async (signer = IAP, { overlapSeconds = Number.POSITIVE_INFINITY } = {}) => {
      assertSigner(signer);
      if (!(overlapSeconds >= 0)) throw new RangeError('The overlap is a number of seconds, 0 or more.');
      return (await keys.rotate(signer, now() + overlapSeconds * 1000)).kid;
    },
    retire: (signer = IAP) => {
      assertSigner(signer);
      keys.retire(signer);
    },
  };
}

function assertSigner(signer: string): void {
  if (signer === IAP || signer === GOOGLE || /^[\w.+-]+@[\w.-]+$/.test(signer)) return;
  throw new RangeError(`A signer is ${IAP}, ${GOOGLE} or the address of a service account, not "${signer}".`);
}
