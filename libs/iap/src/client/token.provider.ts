import { IapTokenInvalidError, IapTokenUnavailableError } from './iap-client.errors.ts';
import { systemTiming, type Timing } from './timing.ts';
import type { Token } from './token.reader.ts';
import { backOff, renewalDelay } from './token.schedule.ts';
import type { CredentialType, TokenSource } from './token.source.ts';

/** Milliseconds that one request for a token may take. The metadata client has no time limit of its own on Google's machines. */
const FETCH_DEADLINE = 10_000;
/** Milliseconds for which a failure is the answer to further calls, so that an outage is not met with a storm. */
const COOL_DOWN = 1_000;
/** Milliseconds between two tokens that are fetched only because IAP refused the one before. */
const REPLACE_INTERVAL = 60_000;

/**
 * Keeps one token for one audience ready. However many callers ask, one request for a token is under way at a time.
 * Renewed at 70 to 80 % of the life that is left; until a renewal succeeds the valid token stays in use.
 */
export class TokenProvider {
  #token: Token | undefined;
  #flight: Promise<Token> | undefined;
  #failure: { readonly at: number; readonly error: unknown } | undefined;
  #failures = 0;
  #replacedAt = -Infinity;
  /** Milliseconds that the clock of the tokens' source is ahead of this process's own. */
  #skew = 0;
  #cancelRenewal: () => void = () => undefined;

  constructor(
    private readonly source: TokenSource,
    private readonly timing: Timing = systemTiming,
    private readonly events: TokenEvents = NO_EVENTS,
  ) {}

  get audience(): string {
    return this.source.audience;
  }

  get type(): CredentialType {
    return this.source.type;
  }

  /** Milliseconds until the token at hand expires, 0 for none. */
  get lifeLeft(): number {
    return Math.max(0, (this.#token?.expiresAt ?? 0) - this.#now());
  }

  /** How many renewals in a row have failed. */
  get failures(): number {
    return this.#failures;
  }

  /** The token at hand, if it can still be sent. */
  peek(): Token | undefined {
    return this.#token && this.#token.usableUntil > this.#now() ? this.#token : undefined;
  }

  /**
   * The token at hand or a new one.
   *
   * @throws {IapTokenUnavailableError} if none can be had
   * @throws {IapTokenInvalidError} if the one that was handed out is unfit
   */
  async get(): Promise<Token> {
    const token = this.peek();
    if (token) return token;
    if (this.#failure && this.#isWithin(COOL_DOWN, this.#failure.at)) throw this.#failure.error;
    return this.#renew();
  }

  /** Another token than the one IAP refused; the same one if a new one was asked for less than a minute ago. */
  async replace(refused: Token): Promise<Token> {
    const token = this.peek();
    if (token && token.value !== refused.value) return token;
    if (this.#flight) return this.#flight.catch(() => refused);
    if (this.#isWithin(REPLACE_INTERVAL, this.#replacedAt)) return refused;
    this.#replacedAt = this.timing.now();
    return this.#renew().catch(() => refused);
  }

  /** A clock that was set back ends every interval: it would else last as long as the step. */
  #isWithin(interval: number, since: number): boolean {
    const passed = this.timing.now() - since;
    return passed >= 0 && passed < interval;
  }

  #now(): number {
    return this.timing.now() + this.#skew;
  }

  #renew(): Promise<Token> {
    this.#flight ??= this.#load().finally(() => {
      this.#flight = undefined;
    });
    return this.#flight;
  }

  async #load(): Promise<Token> {
    try {
      const value = await this.#beforeDeadline(this.source.issue());
      const token = await this.#read(value);
      this.#token = token;
      this.#failures = 0;
      this.events.renewed(this.source);
      this.#renewAfter(renewalDelay(token, this.#now(), this.timing.random()));
      return token;
    } catch (error) {
      this.#failure = { at: this.timing.now(), error };
      this.#failures += 1;
      this.events.failed(this.source, error);
      // With no token left nobody is spared by a retry in the background: the next call makes the next attempt.
      if (this.peek()) this.#renewAfter(backOff(this.#failures, this.timing.random()));
      throw error;
    }
  }

  /** What looks expired the moment it was made is a sign of a clock that is wrong: this one's, more likely than Google's. */
  async #read(value: unknown): Promise<Token> {
    try {
      return this.source.read(value, this.#now());
    } catch (error) {
      if (!(error instanceof IapTokenInvalidError) || error.reason !== 'expired') throw error;
      const time = await this.source.time?.();
      if (time === undefined) throw error;
      this.#skew = time - this.timing.now();
      return this.source.read(value, this.#now());
    }
  }

  #renewAfter(delay: number): void {
    this.#cancelRenewal();
    this.#cancelRenewal = this.timing.after(delay, () => {
      this.#renew().catch(() => undefined); // Remembered as #failure; the token at hand stays in use.
    });
  }

  #beforeDeadline(answer: Promise<unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const cancel = this.timing.after(FETCH_DEADLINE, () => {
        const hint = `its source gave no answer within ${FETCH_DEADLINE / 1000} s; is the metadata server reachable?`;
        reject(new IapTokenUnavailableError('timeout', hint));
      });
      answer.then(resolve, reject).finally(cancel);
    });
  }
}

/** What happens to a provider, for those who count. */
export interface TokenEvents {
  renewed(source: TokenSource): void;
  failed(source: TokenSource, error: unknown): void;
}

const NO_EVENTS: TokenEvents = { renewed: () => undefined, failed: () => undefined };
