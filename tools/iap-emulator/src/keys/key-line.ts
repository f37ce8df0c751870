import type { SigningKey } from './signing-key.ts';

interface OlderKey {
  readonly key: SigningKey;
  /** Milliseconds since the epoch; from then on it is no longer published. */
  readonly until: number;
}

/** The keys of one signer: the one it signs with now, and those before it that are still published. */
export class KeyLine {
  #current: SigningKey;
  #older: readonly OlderKey[] = [];

  constructor(first: SigningKey) {
    this.#current = first;
  }

  get current(): SigningKey {
    return this.#current;
  }

  /** @param now milliseconds since the epoch */
  published(now: number): readonly SigningKey[] {
    return [this.#current, ...this.#older.filter(({ until }) => until > now).map(({ key }) => key)];
  }

  /** Signs with another key from now on; the one so far stays published until then. */
  rotate(next: SigningKey, until: number): void {
    this.#older = [{ key: this.#current, until }, ...this.#older];
    this.#current = next;
  }

  /** Takes every key back but the current. */
  retire(): void {
    this.#older = [];
  }
}
