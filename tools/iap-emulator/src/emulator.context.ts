import type { Application } from './application/application.ts';
import type { FaultBoard } from './faults/fault.board.ts';
import type { Settings } from './facts/settings.ts';
import type { KeyRing } from './keys/key-ring.ts';
import type { Manifest } from './manifest/manifest.ts';
import type { PolicyStore } from './policy/policy.store.ts';
import type { NewRecord } from './records/request.record.ts';
import type { SignInFlow } from './sign-in/sign-in.flow.ts';
import type { Seal } from './sign-in/seal.ts';

/** What the rooms of one running emulator share. */
export interface EmulatorContext {
  /** The one in force; another after a reload, so nobody keeps it. */
  readonly manifest: Manifest;
  readonly settings: Settings;
  readonly keys: KeyRing;
  readonly application: Application;
  readonly policies: PolicyStore;
  readonly faults: FaultBoard;
  readonly seal: Seal;
  readonly signIn: SignInFlow;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Called once for every request, when its answer is over. */
  readonly record: (facts: NewRecord) => void;
}
