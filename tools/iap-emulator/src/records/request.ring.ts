import { NoRequestError } from './no-request.error.ts';
import { matches } from './request.filter.ts';
import type { RequestFilter } from './request.filter.ts';
import type { NewRecord, RequestRecord } from './request.record.ts';

/** The latest requests, so many and no more: the oldest goes when another comes. */
export class RequestRing {
  readonly #capacity: number;
  #records: RequestRecord[] = [];
  #last = 0;
  readonly #waiting = new Set<(record: RequestRecord) => void>();

  /** @param capacity how many are kept, at least 1 */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(facts: NewRecord): RequestRecord {
    const record = { id: ++this.#last, ...facts };
    this.#records.push(record);
    // Twice the capacity before it is cut, so that one record costs the same however many are kept.
    if (this.#records.length >= 2 * this.#capacity) this.#records = this.#records.slice(-this.#capacity);
    for (const offer of this.#waiting) offer(record);
    return record;
  }

  /** Those that match, the oldest first. */
  all(filter: RequestFilter = {}): readonly RequestRecord[] {
    return this.#records.slice(-this.#capacity).filter((record) => matches(record, filter));
  }

  /**
   * The first that matches: one that is kept, otherwise the next to come.
   * @param timeoutMs milliseconds
   * @throws {NoRequestError} when none came in time
   */
  async waitFor(filter: RequestFilter, timeoutMs: number): Promise<RequestRecord> {
    const [kept] = this.all(filter);
    if (kept) return kept;
    const { promise, resolve, reject } = Promise.withResolvers<RequestRecord>();
    const offer = (record: RequestRecord): void => {
      if (matches(record, filter)) resolve(record);
    };
    const timer = setTimeout(() => {
      reject(new NoRequestError(filter, timeoutMs, this.all()));
    }, timeoutMs);
    this.#waiting.add(offer);
    return promise.finally(() => {
      clearTimeout(timer);
      this.#waiting.delete(offer);
    });
  }

  clear(): void {
    this.#records = [];
  }
}
