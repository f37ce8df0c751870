import type { IncomingHttpHeaders } from 'node:http';
import { IAP_JWT_HEADER } from '../iap.constants.ts';
import { appEngineCallerOf } from './app-engine.request.ts';
import { assertionOf } from './assertion.header.ts';
import type { CallerPolicy } from './caller.policy.ts';
import type { IapJwtPayload } from './iap-jwt.payload.ts';
import type { IapJwtVerifier, VerifyOptions } from './iap-jwt.verifier.ts';
import { IapCallerNotAllowedError } from './iap-server.errors.ts';
import { ANONYMOUS, type IapPrincipal } from './iap.principal.ts';
import { principalOf } from './principal.factory.ts';
import type { IapRequest } from './request.context.ts';
import { iapPrincipalOf } from './request.principal.ts';
import type { RouteRules } from './route.rules.ts';

/** Who was refused, for the log only: the error itself goes further and names nobody. */
const refused = new WeakMap<IapCallerNotAllowedError, IapPrincipal>();

export function refusedCallerOf(error: unknown): IapPrincipal | undefined {
  return error instanceof IapCallerNotAllowedError ? refused.get(error) : undefined;
}

/** Principals of assertions that came again: frozen, so that one serves for all. */
const recalled = new WeakMap<IapJwtPayload, IapPrincipal>();

function recalledPrincipalOf(payload: IapJwtPayload): IapPrincipal {
  let principal = recalled.get(payload);
  if (principal === undefined) recalled.set(payload, (principal = principalOf(payload)));
  return principal;
}

const NAMED: VerifyOptions = { allowAnonymous: false };
const NAMED_OR_NOT: VerifyOptions = { allowAnonymous: true };

function optionsOf({ isOptional }: RouteRules): VerifyOptions {
  return isOptional ? NAMED_OR_NOT : NAMED;
}

/** The one decision: who calls, if they may. */
export class CallerJudge {
  constructor(
    private readonly verifier: IapJwtVerifier,
    private readonly policy: CallerPolicy,
    private readonly isOnAppEngine: boolean,
  ) {}

  /**
   * The caller, where nothing has to be computed to know: undefined otherwise.
   * @throws the `IapError` that says why nobody may call
   */
  callerAtHand(request: IapRequest, route: RouteRules): IapPrincipal | undefined {
    // One request is judged several times in GraphQL (by field) and on a WebSocket (by message): verified once, then the
    // rules of each.
    const known = iapPrincipalOf(request);
    if (known !== undefined && 'subject' in known) return this.allowed(known, route);
    const exempt = this.exemptCallerOf(request.headers, route);
    if (exempt !== undefined) return exempt;
    const payload = this.verifier.recall(assertionOf(request.headers), optionsOf(route));
    return payload && this.allowed(recalledPrincipalOf(payload), route);
  }

  /**
   * The caller by the assertion of the request; a promise only where the network is asked for a key.
   * @throws or rejects with the `IapError` that says why nobody may call, see {@link IapJwtVerifier} and {@link CallerPolicy}
   */
  callerOf(request: IapRequest, route: RouteRules): IapPrincipal | Promise<IapPrincipal> {
    const payload = this.verifier.judge(assertionOf(request.headers), optionsOf(route));
    if (!(payload instanceof Promise)) return this.allowed(principalOf(payload), route);
    return payload.then((verified) => this.allowed(principalOf(verified), route));
  }

  private exemptCallerOf(headers: IncomingHttpHeaders, route: RouteRules): IapPrincipal | undefined {
    if (headers[IAP_JWT_HEADER] !== undefined) return undefined;
    if (route.isOptional) return ANONYMOUS;
    return this.isOnAppEngine ? appEngineCallerOf(headers, route.appEngine) : undefined;
  }

  private allowed(caller: IapPrincipal, route: RouteRules): IapPrincipal {
    if (route.isOptional) return caller;
    try {
      this.policy.assertAllowed(caller, route.narrowedTo);
    } catch (error) {
      if (error instanceof IapCallerNotAllowedError) refused.set(error, caller);
      throw error;
    }
    return caller;
  }
}
