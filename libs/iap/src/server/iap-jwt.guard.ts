import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { CallerJudge } from './caller.judge.ts';
import { DecisionReporter } from './decision.reporter.ts';
import { httpAnswerOf } from './http.answer.ts';
import { IAP_SERVER_SETTINGS } from './iap-server.module-definition.ts';
import { IapJwtInvalidError } from './iap-server.errors.ts';
import type { IapServerSettings } from './iap-server.settings.ts';
import type { IapPrincipal } from './iap.principal.ts';
import { type IapRequest, requestOf } from './request.context.ts';
import { setPrincipal } from './request.principal.ts';
import { routeRulesOf } from './route.rules.ts';
import { TurnBatch } from './turn.batch.ts';

/** Lets a request in only if IAP vouches for a caller who is allowed here. */
@Injectable()
export class IapJwtGuard implements CanActivate {
  private readonly batch = new TurnBatch();

  constructor(
    @Inject(CallerJudge) private readonly judge: CallerJudge,
    @Inject(DecisionReporter) private readonly reporter: DecisionReporter,
    @Inject(IAP_SERVER_SETTINGS) private readonly settings: Pick<IapServerSettings, 'isEnforcing'>,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
  ) {}

  /** @throws {HttpException} 401 not vouched for, 403 vouched for but not allowed, 503 cannot be judged now */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const route = routeRulesOf(context.getClass(), context.getHandler());
    if (route.isOpen) return true;
    const begun = this.reporter.begin();
    const request = requestOf(context);
    try {
      if (request === undefined) throw new IapJwtInvalidError('context-unsupported');
      const caller = this.judge.callerAtHand(request, route);
      if (caller !== undefined) return this.letIn(context, request, caller, begun);
    } catch (error) {
      return this.refuse(context, request, error, begun);
    }
    // What follows belongs to this request: it is told after the batch, in this request's own async context.
    return this.batch
      .run(() => this.judge.callerOf(request, route))
      .then(
        (caller) => this.letIn(context, request, caller, begun),
        (error: unknown) => this.refuse(context, request, error, begun),
      );
  }

  private letIn(context: ExecutionContext, request: IapRequest, caller: IapPrincipal, begun: number): true {
    setPrincipal(request, caller);
    this.reporter.allowed(context, request, caller, begun);
    return true;
  }

  /** In report-only mode the request goes on, and nobody is its caller. */
  private refuse(
    context: ExecutionContext,
    request: IapRequest | undefined,
    error: unknown,
    begun: number,
  ): true {
    this.reporter.refused(context, request, error, begun);
    if (!this.settings.isEnforcing) return true;
    const answer = httpAnswerOf(error);
    if (answer === undefined) throw error;
    if (context.getType() === 'http') {
      const response: unknown = context.switchToHttp().getResponse();
      for (const [name, value] of Object.entries(answer.headers)) {
        this.adapterHost.httpAdapter.setHeader(response, name, value);
      }
    }
    throw answer.exception;
  }
}
