import type { Policy } from '../policy/access.policy.ts';

/** The service behind a front. */
export interface FrontService {
  readonly id: string;
  readonly policy: Policy;
  /** Origin of the process itself. */
  readonly proxy: string;
}
