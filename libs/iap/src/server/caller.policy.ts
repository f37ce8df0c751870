import type { CallerList } from './allowed-callers.option.ts';
import { IapCallerNotAllowedError } from './iap-server.errors.ts';
import type { IapPrincipal } from './iap.principal.ts';
import type { UserRules } from './user-rules.option.ts';

export interface CallerRules {
  readonly allowedCallers: CallerList;
  readonly requireOfUsers: UserRules;
}

/** Decides who of those for whom IAP vouches may call. */
export class CallerPolicy {
  constructor(private readonly rules: CallerRules) {}

  /**
   * @param narrowedTo the lists that the route adds; each can only take callers away
   * @throws {@link IapCallerNotAllowedError} naming the first rule that the caller does not meet
   */
  assertAllowed(caller: IapPrincipal, narrowedTo: readonly CallerList[]): void {
    const { allowedCallers, requireOfUsers } = this.rules;
    if (!isOn(allowedCallers, caller)) throw new IapCallerNotAllowedError('caller-not-allowed');
    if (!narrowedTo.every((list) => isOn(list, caller)))
      throw new IapCallerNotAllowedError('caller-not-allowed-here');
    if (caller.kind !== 'user') return;
    const { hostedDomains, accessLevels } = requireOfUsers;
    if (hostedDomains !== undefined && !hostedDomains.some((domain) => domain === caller.hostedDomain)) {
      throw new IapCallerNotAllowedError('hosted-domain');
    }
    if (accessLevels !== undefined && !accessLevels.every((level) => caller.accessLevels.includes(level))) {
      throw new IapCallerNotAllowedError('access-level');
    }
  }
}

/** Whole and exact: the kind is part of what is compared. */
function isOn(list: CallerList, caller: IapPrincipal): boolean {
  if (!('member' in caller)) return false;
  if (list.has(caller.member)) return true;
  return (
    caller.kind === 'user' && caller.hostedDomain !== undefined && list.has(`domain:${caller.hostedDomain}`)
  );
}
