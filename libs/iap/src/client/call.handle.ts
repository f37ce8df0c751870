import { CanceledError, type Cancel, type CancelToken } from 'axios';

type Listener = (reason: Cancel) => void;

/**
 * A cancel token for one call. Axios's own makes four promises and closures per call, and Nest's `HttpService` cancels
 * even the calls that have ended, each with an error and its stack.
 */
export class CallHandle implements CancelToken {
  reason?: CanceledError<unknown>;
  #listeners: Listener[] = [];

  get promise(): Promise<Cancel> {
    return new Promise((resolve) => {
      this.subscribe(resolve);
    });
  }

  cancel(): void {
    if (this.reason) return;
    const reason = new CanceledError<unknown>();
    this.reason = reason;
    for (const listener of this.#listeners) listener(reason);
    this.#listeners = [];
  }

  throwIfRequested(): void {
    if (this.reason) throw this.reason;
  }

  toAbortSignal(): AbortSignal {
    const controller = new AbortController();
    this.subscribe(() => {
      controller.abort();
    });
    return controller.signal;
  }

  subscribe(listener: Listener): void {
    if (this.reason) listener(this.reason);
    else this.#listeners.push(listener);
  }

  unsubscribe(listener: Listener): void {
    this.#listeners = this.#listeners.filter((other) => other !== listener);
  }
}
