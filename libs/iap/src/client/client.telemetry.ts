import type { ObservableResult } from '@opentelemetry/api';

import { IapError } from '../iap.errors.ts';
import { IapTokenInvalidError, IapTokenUnavailableError } from './iap-client.errors.ts';
import { openTelemetry } from './open-telemetry.ts';
import { Tally } from './tally.ts';
import type { TokenEvents, TokenProvider } from './token.provider.ts';

const calls = new Tally();
const renewals = new Tally();
const providers: TokenProvider[] = [];
let isConnected = false;

/** Counts renewals of tokens. */
export const tokenCounters: TokenEvents = {
  renewed: ({ type }) => {
    connect();
    renewals.add(type, () => ({ type, outcome: 'renewed' }));
  },
  failed: ({ type }, error) => {
    connect();
    const reason = reasonOf(error);
    renewals.add(`${type} ${reason}`, () => ({ type, outcome: 'failed', reason }));
  },
};

/** Counts a call that was answered by the app, whatever its status. */
export function countAnswer(upstream: string): void {
  calls.add(upstream, () => ({ upstream, outcome: 'answered' }));
}

/** Counts a call that failed before the app answered. */
export function countFailure(upstream: string, error: unknown): void {
  const outcome = error instanceof IapError ? error.code : 'failed';
  calls.add(`${upstream} ${outcome}`, () => ({ upstream, outcome }));
}

/** Has the life of a provider's token shown. */
export function observe(provider: TokenProvider): void {
  providers.push(provider);
}

/**
 * Shows the counts to OpenTelemetry, where the app has it. They are counted here and only read there, so that nothing is
 * lost while it loads, and a call pays for a number and not for an instrument. Done with the first token, off the start.
 */
function connect(): void {
  if (isConnected) return;
  isConnected = true;
  void openTelemetry().then((api) => {
    if (!api) return;
    const meter = api.metrics.getMeter('nestjs-iap');
    const calling = { unit: '{call}', description: 'Calls to upstreams behind IAP' };
    meter.createObservableCounter('iap.client.calls', calling).addCallback(reads(calls));
    const asking = { unit: '{token}', description: 'Tokens that were asked for' };
    meter.createObservableCounter('iap.client.token.renewals', asking).addCallback(reads(renewals));
    const life = { unit: 's', description: 'Life left of the token at hand' };
    meter.createObservableGauge('iap.client.token.life', life).addCallback((result) => {
      for (const { audience, type, lifeLeft } of providers)
        result.observe(lifeLeft / 1000, { audience, type });
    });
  });
}

function reads(tally: Tally): (result: ObservableResult) => void {
  return (result) => {
    for (const { count, labels } of tally.entries()) result.observe(count, labels);
  };
}

function reasonOf(error: unknown): string {
  const known = error instanceof IapTokenUnavailableError || error instanceof IapTokenInvalidError;
  return known ? error.reason : 'other';
}
