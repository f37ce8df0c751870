import type { AssertionMint } from '../assertion.mint.ts';
import type { KeyServer } from '../key.server.ts';

/** Something that tells good assertions from bad ones. */
export interface Contestant {
  /** The package, and its version where it is another's. */
  readonly name: string;
  /** The benchmark finds the key for it, so that what it does about an unknown `kid` says nothing. */
  readonly isGivenTheKey?: boolean;
  /**
   * Throws, or rejects, for an assertion that it refuses.
   * @param at the place of the assertion in {@link Arena.assertions}
   */
  readonly verify: (assertion: string, at: number) => unknown;
}

/** What the contestants are given: the same assertions, and IAP's keys in each form that one of them wants. */
export interface Arena {
  readonly mint: AssertionMint;
  readonly assertions: readonly string[];
  readonly keyServer: KeyServer;
}

/** Each contestant is made as its own documentation says, with the fastest settings that still check what IAP demands. */
export type ContestantFactory = (arena: Arena) => Contestant | Promise<Contestant>;
