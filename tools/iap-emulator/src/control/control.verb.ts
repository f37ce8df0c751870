import type { Emulator } from '../emulator.ts';
import type { ControlArguments } from './control.arguments.ts';

/** Something that the emulator can be told, by the names of what it takes. */
export interface ControlVerb {
  readonly takes: readonly string[];
  /** What it gives is sent as JSON. */
  readonly run: (emulator: Emulator, args: ControlArguments) => unknown;
}
