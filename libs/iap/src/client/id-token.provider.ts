import { IapTokenUnavailableError } from './iap-client.errors.ts';
import { LEAST_LIFE, readIdToken, type IdToken } from './id-token.ts';
import { systemTiming, type Timing } from './timing.ts';

/** Makes one new ID token for an audience, or rejects. Neither caches nor retries for long. */
export type IdTokenSource = (targetAudience: string) => Promise<unknown>;

/** Milliseconds that one request for a token may take. The metadata client has no time limit of its own on Google's machines. */
const FETCH_DEADLINE = 10_000;
/** Milliseconds for which a failure is the answer to further calls, so that an outage is not met with a storm. */
const COOL_DOWN = 1_000;
/** Milliseconds between two tokens that are fetched only because IAP refused the one before. */
const REPLACE_INTERVAL = 60_000;
/** Milliseconds: first and longest pause after a renewal that failed. */
const BACK_OFF = { first: 1_000, longest: 60_000 };
/** Milliseconds: a renewal is never planned sooner or later than this after a success. */
const RENEWAL = { soonest: 30_000, latest: 3_600_000 };

/**
 * Keeps one ID token for one audience ready. However many callers ask, one request for a token is under way at a time.
 * Renewed at 70 to 80 % of the life that is left; until a renewal succeeds the valid token stays in use.
 */
export class IdTokenProvider {
  #token: IdToken | undefined;
  #flight: Promise<IdToken> | undefined;
  #failure: { readonly at: number; readonly error: unknown } | undefined;
  #failures = 0;
  #replacedAt = -Infinity;
  #cancelRenewal: () => void = () => undefined;

  constructor(
    readonly targetAudience: string,
    private readonly source: IdTokenSource,
    private readonly timing: Timing = systemTiming,
  ) {}

  /** The token at hand, if it can still be sent. */
  peek(): IdToken | undefined {
    return this.#token && this.#token.expiresAt - this.timing.now() > LEAST_LIFE ? this.#token : undefined;
  }

  /**
   * The token at hand or a new one.
   *
   * @throws {IapTokenUnavailableError} if none can be had
   * @throws {IapTokenInvalidError} if the one that was handed out is unfit
   */
  async get(): Promise<IdToken> {
    const token = this.peek();
    if (token) return token;
    if (this.#failure && this.timing.now() - this.#failure.at < COOL_DOWN) throw this.#failure.error;
    return this.#renew();
  }

  /** Another token than the one IAP refused; the same one if a new one was asked for less than a minute ago. */
  async replace(refused: IdToken): Promise<IdToken> {
    const token = this.peek();
    if (token && token.value !== refused.value) return token;
    if (this.timing.now() - this.#replacedAt < REPLACE_INTERVAL) return refused;
    this.#replacedAt = this.timing.now();
    return this.#renew().catch(() => refused);
  }

  #renew(): Promise<IdToken> {
    this.#flight ??= this.#load().finally(() => {
      this.#flight = undefined;
    });
    return this.#flight;
  }

  async #load(): Promise<IdToken> {
    try {
      const value = await this.#beforeDeadline(this.source(this.targetAudience));
      this.#token = readIdToken(value, this.targetAudience, this.timing.now());
      this.#failures = 0;
      this.#renewAfter(this.#shareOfLife(this.#token));
      return this.#token;
    } catch (error) {
      this.#failure = { at: this.timing.now(), error };
      // With no token left nobody is spared by a retry in the background: the next call makes the next attempt.
      if (this.peek()) this.#renewAfter(this.#backOff());
      throw error;
    }
  }

  #renewAfter(delay: number): void {
    this.#cancelRenewal();
    this.#cancelRenewal = this.timing.after(delay, () => {
      this.#renew().catch(() => undefined); // Remembered as #failure; the token at hand stays in use.
    });
  }

  #shareOfLife(token: IdToken): number {
    const left = token.expiresAt - this.timing.now();
    const delay = left * (0.7 + 0.1 * this.timing.random());
    return Math.min(Math.max(delay, RENEWAL.soonest), RENEWAL.latest);
  }

  #backOff(): number {
    const pause = Math.min(BACK_OFF.first * 2 ** this.#failures, BACK_OFF.longest);
    this.#failures += 1;
    return pause * (0.5 + 0.5 * this.timing.random());
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
