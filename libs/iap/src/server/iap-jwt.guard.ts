import type { IncomingHttpHeaders } from 'node:http';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { assertionOf } from './assertion.header.ts';
import { CallerPolicy } from './caller.policy.ts';
import { httpAnswerOf } from './http.answer.ts';
import { IapJwtVerifier } from './iap-jwt.verifier.ts';
import { IapJwtInvalidError } from './iap-server.errors.ts';
import type { IapPrincipal } from './iap.principal.ts';
import { principalOf } from './principal.factory.ts';
import { setPrincipal } from './request.principal.ts';
import { type RouteRules, routeRulesOf } from './route.rules.ts';

interface HttpRequest {
  readonly headers: IncomingHttpHeaders;
}

/** Lets a request in only if IAP vouches for a caller who is allowed here. */
@Injectable()
export class IapJwtGuard implements CanActivate {
  constructor(
    @Inject(IapJwtVerifier) private readonly verifier: IapJwtVerifier,
    @Inject(CallerPolicy) private readonly callers: CallerPolicy,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
  ) {}

  /** @throws {HttpException} 401 not vouched for, 403 vouched for but not allowed, 503 cannot be judged now */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const route = routeRulesOf(context.getClass(), context.getHandler());
    if (route.isOpen) return true;
    try {
      const request = requestOf(context);
      setPrincipal(request, await this.callerOf(request, route));
      return true;
    } catch (error) {
      throw this.answerTo(context, error);
    }
  }

  private async callerOf(request: HttpRequest, route: RouteRules): Promise<IapPrincipal> {
    const caller = principalOf(await this.verifier.verify(assertionOf(request.headers)));
    this.callers.assertAllowed(caller, route.narrowedTo);
    return caller;
  }

  private answerTo(context: ExecutionContext, error: unknown): unknown {
    const answer = httpAnswerOf(error);
    if (answer === undefined || context.getType() !== 'http') return answer?.exception ?? error;
    const response: unknown = context.switchToHttp().getResponse();
    for (const [name, value] of Object.entries(answer.headers)) {
      this.adapterHost.httpAdapter.setHeader(response, name, value);
    }
    return answer.exception;
  }
}

function requestOf(context: ExecutionContext): HttpRequest {
  if (context.getType() !== 'http') throw new IapJwtInvalidError('context-unsupported');
  return context.switchToHttp().getRequest<HttpRequest>();
}
