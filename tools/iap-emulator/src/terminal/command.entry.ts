import type { OptionName, Options } from './options.ts';

/** A command that tells a running emulator to do something. */
export interface ControlCommand {
  /** How it is written. Capitals stand for a word, brackets for one that may be left out. */
  readonly usage: string;
  readonly says: string;
  /** Options besides those that every command takes. */
  readonly options?: readonly OptionName[];
  readonly verb: string;
  /** @throws {UsageError} for a word that cannot be read */
  readonly args?: (words: readonly string[], options: Options) => object;
  /** Prints what came back, for people; JSON when left out. */
  readonly show?: (result: never) => string;
}
