import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { DecisionReporter } from './decision.reporter.ts';
import { IapJwtInvalidError } from './iap-server.errors.ts';

class QuotesController {
  create(): void {
    return;
  }
}

it('tells after a flood how many records it left out', () => {
  let now = 0;
  const logged: unknown[][] = [];
  const logger = { log: () => undefined, warn: (...record: unknown[]) => logged.push(record) };
  const meter = { begin: () => 0, decided: () => undefined };
  const settings = { isEnforcing: true, logDecisions: 'refused' } as const;
  const reporter = new DecisionReporter(settings, logger, meter, () => now);
  const { create } = QuotesController.prototype;
  const context = new ExecutionContextHost([], QuotesController, create);
  const refuse = () => {
    reporter.refused(context, { headers: {} }, new IapJwtInvalidError('alg'), 0);
  };
  for (let n = 0; n < 13; n++) refuse();
  now = 10_000;
  refuse();
  const record = { reason: 'alg', status: 401, outcome: 'refused', route: 'QuotesController.create' };
  expect(logged).toHaveLength(11);
  expect(logged[9]).toStrictEqual(['IAP: request refused', record]);
  expect(logged[10]).toStrictEqual(['IAP: request refused', { ...record, suppressed: 3 }]);
});
