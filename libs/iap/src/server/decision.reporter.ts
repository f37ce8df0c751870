import { channel } from 'node:diagnostics_channel';
import type { ExecutionContext, LoggerService } from '@nestjs/common';
import { refusedCallerOf } from './caller.judge.ts';
import type { DecisionMeter } from './decision.meter.ts';
import { type IapDecision, reasonOf, statusOf, traceOf } from './iap.decision.ts';
import type { IapClock } from './iap.clock.ts';
import type { IapPrincipal } from './iap.principal.ts';
import { LogBudget } from './log.budget.ts';
import type { IapRequest } from './request.context.ts';

/** Name of the `node:diagnostics_channel` on which every {@link IapDecision} is published, for metrics and audit. */
export const IAP_DECISION_CHANNEL = 'nestjs-iap.decision';

const decisions = channel(IAP_DECISION_CHANNEL);

const ALLOWED = { outcome: 'allowed' } as const;

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
    private readonly meter: DecisionMeter,
    now: IapClock,
  ) {
    this.budget = new LogBudget(now);
  }

  /** Called when a decision begins; the answer goes to {@link allowed} or {@link refused}. */
  begin(): number {
    return this.meter.begin();
  }

  allowed(context: ExecutionContext, request: IapRequest, caller: IapPrincipal, begun: number): void {
    this.meter.decided(ALLOWED, begun);
    const isLogged = this.settings.logDecisions === 'all';
    if (!isLogged && !decisions.hasSubscribers) return;
    const decision = decisionOf('allowed', context, request, caller);
    decisions.publish(decision);
    if (isLogged) this.logger.log('IAP: request let in', decision);
  }

  refused(context: ExecutionContext, request: IapRequest | undefined, error: unknown, begun: number): void {
    const reason = reasonOf(error);
    const outcome = this.settings.isEnforcing ? 'refused' : 'would-be-refused';
    this.meter.decided({ outcome, reason }, begun);
    const suppressed = this.budget.take(reason);
    if (suppressed === undefined && !decisions.hasSubscribers) return;
    const seen = decisionOf(outcome, context, request, refusedCallerOf(error));
    const decision: IapDecision = { reason, status: statusOf(error), ...seen };
    decisions.publish(decision);
    if (suppressed === undefined) return;
    const record = suppressed === 0 ? decision : { ...decision, suppressed };
    this.logger.warn(`IAP: request ${outcome.replaceAll('-', ' ')}`, record);
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
