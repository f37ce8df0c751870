import type { Settings } from './facts/settings.ts';
import type { KeyRing } from './keys/key-ring.ts';
import type { Manifest } from './manifest/manifest.ts';
import type { SignInFlow } from './sign-in/sign-in.flow.ts';
import type { Seal } from './sign-in/seal.ts';
import type { RequestRecord } from './terminal/request.record.ts';

/** What the rooms of one running emulator share. */
export interface EmulatorContext {
  readonly manifest: Manifest;
  readonly settings: Settings;
  readonly keys: KeyRing;
  readonly seal: Seal;
  readonly signIn: SignInFlow;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly onRequest: (record: RequestRecord) => void;
}
