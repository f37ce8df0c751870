import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EmulatorContext } from '../emulator.context.ts';

/** Gathers what happens to one request, and reports it once, when its answer is over. */
export class RequestLog {
  /** Without the query, which may hold what is nobody's business. */
  path = '?';
  #reason = '';
  #status: number | undefined;
  #reported = false;
  readonly #finish: () => void;

  constructor(
    { now, onRequest }: EmulatorContext,
    service: string,
    { method = '?' }: IncomingMessage,
    response: ServerResponse,
  ) {
    const begun = now();
    this.#finish = () => {
      const status = this.#status ?? (response.headersSent ? response.statusCode : 499);
      const time = new Date(begun).toISOString();
      onRequest({ time, service, method, path: this.path, status, reason: this.#reason, ms: now() - begun });
    };
    response.once('close', () => {
      this.#report();
    });
  }

  because(reason: string): void {
    this.#reason = this.#reason ? `${this.#reason}; ${reason}` : reason;
  }

  /** The connection has become a WebSocket: no answer will end. */
  upgraded(): void {
    this.#status = 101;
    this.#report();
  }

  #report(): void {
    if (!this.#reported) this.#finish();
    this.#reported = true;
  }
}
