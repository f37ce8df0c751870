import { RUNNING_VERSION } from '../application/application.ts';
import type { EmulatorContext } from '../emulator.context.ts';
import type { Policy } from '../policy/access.policy.ts';

/** The service behind a front, as it is at the moment of each question. */
export interface FrontService {
  readonly id: string;
  readonly policy: Policy;
  /** Origin of the process itself. */
  readonly proxy: string;
  /** Milliseconds since the epoch by IAP's clock, which a fault may have put wrong. */
  readonly now: number;
}

const NOBODY: Policy = { bindings: [] };

/** The service by its id, with the faults that are on for it. */
export function serviceOf(context: EmulatorContext, id: string): FrontService {
  const { faults, policies } = context;
  return {
    id,
    get policy() {
      return faults.of('policy', id) === 'revoked' ? NOBODY : policies.effective(id, RUNNING_VERSION);
    },
    get proxy() {
      return context.manifest.emulator.services[id]?.proxy ?? '';
    },
    get now() {
      return context.now() + (faults.of('clock_skew_seconds', id) ?? 0) * 1000;
    },
  };
}
