import type { RequestRecord } from '../src/index.ts';

/** The requests that an emulator reports, to be waited for without a clock. */
export class Records {
  readonly #all: RequestRecord[] = [];
  #arrived = Promise.withResolvers<RequestRecord>();

  /** For `onRequest`. */
  readonly note = (record: RequestRecord): void => {
    this.#all.push(record);
    this.#arrived.resolve(record);
    this.#arrived = Promise.withResolvers<RequestRecord>();
  };

  /** The one with this path and status, as soon as it is there. */
  async at(path: string, status: number): Promise<RequestRecord> {
    const found = this.#all.find((record) => record.path === path && record.status === status);
    if (found) return found;
    await this.#arrived.promise;
    return this.at(path, status);
  }

  /** The next to be reported. */
  next(): Promise<RequestRecord> {
    return this.#arrived.promise;
  }
}
