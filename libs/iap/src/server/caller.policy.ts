import type { CallerList } from './allowed-callers.option.ts';
import { IapCallerNotAllowedError } from './iap-server.errors.ts';
import type { IapPrincipal } from './iap.principal.ts';

/** Decides who of those for whom IAP vouches may call. */
export class CallerPolicy {
  constructor(private readonly allowed: CallerList) {}

  /**
   * @param narrowedTo the lists that the route adds; each can only take callers away
   * @throws {@link IapCallerNotAllowedError} when the caller is missing from the app's list or from one of the route's
   */
  assertAllowed(caller: IapPrincipal, narrowedTo: readonly CallerList[]): void {
    if (!isOn(this.allowed, caller)) throw new IapCallerNotAllowedError('caller-not-allowed');
    if (!narrowedTo.every((list) => isOn(list, caller)))
      throw new IapCallerNotAllowedError('caller-not-allowed-here');
  }
}

/** Whole and exact: the kind is part of what is compared. */
function isOn(list: CallerList, caller: IapPrincipal): boolean {
  return 'member' in caller && list.has(caller.member);
}
