import { RUNNING_VERSION } from '../application/application.ts';
import type { EmulatorContext } from '../emulator.context.ts';
import { assertService } from '../manifest/known-service.ts';
import { MEMBER, MEMBER_HINT } from './member.ts';

/** Changes who may pass to a service, from the next request on. The manifest's file stays as it is. */
export interface PolicyVerbs {
  /**
   * The IAM members that may pass, by the policy of the service or one that it inherits.
   * @throws {RangeError} for an unknown service
   */
  members(service: string): readonly string[];
  /** @throws {RangeError} for an unknown service, or what is no IAM member */
  grant(service: string, member: string): void;
  /** @throws {RangeError} for an unknown service, or what is no IAM member */
  revoke(service: string, member: string): void;
  /**
   * Back to the manifest, for one service or for all.
   * @throws {RangeError} for an unknown service
   */
  reset(service?: string): void;
}

export function policyVerbs(context: EmulatorContext): PolicyVerbs {
  const { policies } = context;
  const check = (service: string | undefined, member = 'allUsers'): void => {
    assertService(context.manifest, service);
    if (!MEMBER.test(member)) throw new RangeError(`"${member}" is no member: ${MEMBER_HINT}.`);
  };
  return {
    members: (service) => {
      check(service);
      return policies.accessorsOf(service, RUNNING_VERSION);
    },
    grant: (service, member) => {
      check(service, member);
      policies.grant(service, member);
    },
    revoke: (service, member) => {
      check(service, member);
      policies.revoke(service, member);
    },
    reset: (service) => {
      check(service);
      policies.reset(service);
    },
  };
}
