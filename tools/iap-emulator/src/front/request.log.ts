import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EmulatorContext } from '../emulator.context.ts';
import { recordedPath } from '../records/request.record.ts';
import type { Decision } from './iap.decision.ts';
import { wordsFor } from './decision.words.ts';

/** Gathers what happens to one request at a front, and records it once, when its answer is over. */
export class RequestLog {
  /** As it was sent; what is recorded has no query and no token. */
  path = '?';
  readonly #service: string;
  #decision: Decision | undefined;
  #reason = '';
  #status: number | undefined;
  #recorded = false;
  readonly #finish: () => void;

  constructor(
    { now, record }: EmulatorContext,
    service: string,
    { method = '?' }: IncomingMessage,
    response: ServerResponse,
  ) {
    this.#service = service;
    const time = new Date(now()).toISOString();
    // Not on the emulator's clock, which may be set while the request is under way.
    const begun = performance.now();
    this.#finish = () => {
      const status = this.#status ?? (response.headersSent ? response.statusCode : 499);
      const ms = Math.round(performance.now() - begun);
      const seen = { time, at: 'front', service, method, path: recordedPath(this.path), status } as const;
      record({ ...seen, ...this.#decided(), reason: this.#reason, ms });
    };
    response.once('close', () => {
      this.#record();
    });
  }

  because(reason: string): void {
    this.#reason = this.#reason ? `${this.#reason}; ${reason}` : reason;
  }

  decided(decision: Decision): void {
    this.#decision = decision;
    this.because(wordsFor(decision, this.#service));
  }

  /** The connection has become a WebSocket: no answer will end. */
  upgraded(): void {
    this.#status = 101;
    this.#record();
  }

  #decided(): { decision?: Decision['does']; caller?: string } {
    const decision = this.#decision;
    if (!decision) return {};
    const caller = 'caller' in decision ? decision.caller?.email : undefined;
    return { decision: decision.does, ...(caller !== undefined && { caller }) };
  }

  #record(): void {
    if (!this.#recorded) this.#finish();
    this.#recorded = true;
  }
}
