import { KeyLine } from './key-line.ts';
import { makeIapKey, makeRsaKey } from './signing-key.ts';
import type { SigningKey } from './signing-key.ts';

/** The signers that are not service accounts: IAP for assertions, Google for ID tokens. */
export const IAP = 'iap';
export const GOOGLE = 'google';

/** All keys of one emulator: IAP's, Google's, and those of each service account that signs for itself. */
export class KeyRing {
  readonly #iap = new KeyLine(makeIapKey());
  readonly #lines = new Map<string, KeyLine>([[IAP, this.#iap]]);
  readonly #making = new Map<string, Promise<KeyLine>>();
  readonly #impostor = makeIapKey();
  readonly #now: () => number;
  /** What is shown of each signer while the publication stands still. */
  #held: ReadonlyMap<string, readonly SigningKey[]> = new Map();

  /** @param now milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** What IAP signs assertions with. */
  get iap(): SigningKey {
    return this.#iap.current;
  }

  /** In nobody's published set, though it goes by IAP's `kid`: the “incorrect signer” of SECURE_TOKEN_TEST. */
  get impostor(): SigningKey {
    return { ...this.#impostor, kid: this.iap.kid };
  }

  /** What Google signs ID tokens with. An RSA pair takes a tenth of a second: ask once at the start, beside other work. */
  google(): Promise<SigningKey> {
    return this.serviceAccount(GOOGLE);
  }

  /** The key of a service account, made when it is first asked for. */
  async serviceAccount(email: string): Promise<SigningKey> {
    return (await this.#lineOf(email)).current;
  }

  /** The keys that a signature of this signer may be made with by now: none before the first is made. */
  keysOf(signer: string): readonly SigningKey[] {
    return this.#lines.get(signer)?.published(this.#now()) ?? [];
  }

  /** The same as the world sees them: older while the publication stands still. */
  publishedOf(signer: string): readonly SigningKey[] {
    return this.#held.get(signer) ?? this.keysOf(signer);
  }

  /** @param until milliseconds since the epoch at which the key so far is no longer published */
  async rotate(signer: string, until: number): Promise<SigningKey> {
    const line = await this.#lineOf(signer);
    const next = await (signer === IAP ? makeIapKey() : makeRsaKey());
    line.rotate(next, until);
    return next;
  }

  retire(signer: string): void {
    this.#lines.get(signer)?.retire();
  }

  /** Lets the publication stand still as it is now, or brings it up to date again. */
  hold(isHeld: boolean): void {
    const shown = [...this.#lines.keys()].map((signer) => [signer, this.publishedOf(signer)] as const);
    this.#held = new Map(isHeld ? shown : []);
  }

  #lineOf(signer: string): Promise<KeyLine> {
    const line = this.#lines.get(signer);
    if (line) return Promise.resolve(line);
    const begun = this.#making.get(signer) ?? makeRsaKey().then((key) => this.#add(signer, key));
    this.#making.set(signer, begun);
    return begun;
  }

  #add(signer: string, key: SigningKey): KeyLine {
    const line = new KeyLine(key);
    this.#lines.set(signer, line);
    return line;
  }
}
