import type { EmulatorConfig } from './emulator.ts';
import type { EmulatorContext } from './emulator.context.ts';
import { Application } from './application/application.ts';
import { settingsWith } from './facts/settings.ts';
import { FaultBoard } from './faults/fault.board.ts';
import { KeyRing } from './keys/key-ring.ts';
import type { Manifest } from './manifest/manifest.ts';
import { PolicyStore } from './policy/policy.store.ts';
import type { RequestRing } from './records/request.ring.ts';
import { Seal } from './sign-in/seal.ts';
import { SignInFlow } from './sign-in/sign-in.flow.ts';
import type { Clock } from './time/clock.ts';

/** Puts together what the rooms share. The manifest may be replaced; all else is made once. */
export function contextOf(
  { manifest, settings, onRequest }: EmulatorConfig,
  { now }: Clock,
  ring: RequestRing,
): EmulatorContext & { manifest: Manifest } {
  const keys = new KeyRing(now);
  // Begun here so that it is ready by the first request; who needs it waits for it.
  void keys.google();
  const faults = new FaultBoard();
  faults.onChange(() => {
    keys.hold(faults.of('keys') === 'stale');
  });
  const seal = new Seal(now);
  const inForce = settingsWith(settings);
  const application = new Application(() => context.manifest, inForce);
  const context: EmulatorContext & { manifest: Manifest } = {
    manifest,
    settings: inForce,
    application,
    keys,
    policies: new PolicyStore(() => context.manifest),
    faults,
    seal,
    signIn: new SignInFlow(seal, () => application.iap.oauth2ClientId),
    now,
    record: (facts) => {
      const record = ring.add(facts);
      if (record.at === 'front') onRequest?.(record);
    },
  };
  return context;
}
