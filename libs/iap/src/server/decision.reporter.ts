import { channel } from 'node:diagnostics_channel';
import type { ExecutionContext, LoggerService } from '@nestjs/common';
import { refusedCallerOf } from './caller.judge.ts';
import { type IapDecision, reasonOf, statusOf, traceOf } from './iap.decision.ts';
import type { IapClock } from './iap.clock.ts';
import type { IapPrincipal } from './iap.principal.ts';
import { LogBudget } from './log.budget.ts';
import type { IapRequest } from './request.context.ts';

/** Name of the `node:diagnostics_channel` on which every {@link IapDecision} is published, for metrics and audit. */
export const IAP_DECISION_CHANNEL = 'nestjs-iap.decision';

const decisions = channel(IAP_DECISION_CHANNEL);

export interface DecisionReporterSettings {
  readonly isEnforcing: boolean;
  readonly logDecisions: 'refused' | 'all';
}

/** Writes down what was decided and why: one record each, made of verified claims and of words of this library. */
export class DecisionReporter {
  private readonly budget: LogBudget;

  constructor(
    private readonly settings: DecisionReporterSettings,
    private readonly logger: Pick<LoggerService, 'log' | 'warn'>,
    now: IapClock,
  ) {
    this.budget = new LogBudget(now);
  }

  allowed(context: ExecutionContext, request: IapRequest | undefined, caller: IapPrincipal): void {
    const isLogged = this.settings.logDecisions === 'all';
    if (!isLogged && !decisions.hasSubscribers) return;
    const decision = decisionOf('allowed', context, request, caller);
    decisions.publish(decision);
    if (isLogged) this.logger.log({ message: 'IAP: request let in', ...decision });
  }

  refused(context: ExecutionContext, request: IapRequest | undefined, error: unknown): void {
    const reason = reasonOf(error);
    const suppressed = this.budget.take(reason);
    if (suppressed === undefined && !decisions.hasSubscribers) return;
    const outcome = this.settings.isEnforcing ? 'refused' : 'would-be-refused';
    const seen = decisionOf(outcome, context, request, refusedCallerOf(error));
    const decision: IapDecision = { ...seen, reason, status: statusOf(error) };
    decisions.publish(decision);
    if (suppressed === undefined) return;
    const more = suppressed === 0 ? {} : { suppressed };
    this.logger.warn({ message: `IAP: request ${outcome.replaceAll('-', ' ')}`, ...decision, ...more });
  }
}

function decisionOf(
  outcome: IapDecision['outcome'],
  context: ExecutionContext,
  request: IapRequest | undefined,
  caller: IapPrincipal | undefined,
): IapDecision {
  const trace = traceOf(request?.headers ?? {});
  return {
    outcome,
    route: `${context.getClass().name}.${context.getHandler().name}`,
    ...(caller && { kind: caller.kind }),
    ...(caller && 'member' in caller && { caller: caller.member }),
    ...(trace !== undefined && { trace }),
  };
}
