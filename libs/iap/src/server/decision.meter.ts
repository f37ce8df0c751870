import type { IapDecision } from './iap.decision.ts';

/** What is counted of a decision: closed lists of words, so that no sender can make series of their own. */
export type CountedDecision = Pick<IapDecision, 'outcome' | 'reason'>;

export interface DecisionMeter {
  /** Called when a decision begins; the answer goes to {@link decided}. */
  begin(): number;
  decided(decision: CountedDecision, begun: number): void;
}
