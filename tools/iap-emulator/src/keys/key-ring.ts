import { makeIapKey, makeRsaKey } from './signing-key.ts';
import type { SigningKey } from './signing-key.ts';

/** The account, in this ring's words, that Google signs ID tokens as. */
const GOOGLE = 'google';

/** All keys of one emulator: IAP's, Google's, and one per service account that signs for itself. */
export class KeyRing {
  /** What IAP signs assertions with. */
  readonly iap: SigningKey = makeIapKey();
  /** In nobody's published set, though it goes by IAP's `kid`: the “incorrect signer” of SECURE_TOKEN_TEST. */
  readonly impostor: SigningKey = { ...makeIapKey(), kid: this.iap.kid };
  readonly #making = new Map<string, Promise<SigningKey>>();
  readonly #made = new Map<string, SigningKey>();

  /** What Google signs ID tokens with. An RSA pair takes a tenth of a second: ask once at the start, beside other work. */
  google(): Promise<SigningKey> {
    return this.serviceAccount(GOOGLE);
  }

  /** The key of a service account, made when it is first asked for. */
  serviceAccount(email: string): Promise<SigningKey> {
    const begun = this.#making.get(email);
    if (begun) return begun;
    const making = this.#make(email);
    this.#making.set(email, making);
    return making;
  }

  /** The keys that can have signed something by now: none before the first is made. */
  get googleKeys(): readonly SigningKey[] {
    return this.keysOf(GOOGLE);
  }

  /** The same for a service account. */
  keysOf(email: string): readonly SigningKey[] {
    const key = this.#made.get(email);
    return key ? [key] : [];
  }

  async #make(email: string): Promise<SigningKey> {
    const key = await makeRsaKey();
    this.#made.set(email, key);
    return key;
  }
}
