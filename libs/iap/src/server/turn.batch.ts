/** Pieces of work done before anything else gets its turn again: some 2 ms of signature checks. */
const MAX_PER_TURN = 32;

interface Waiting {
  readonly work: () => unknown;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Does what comes up in one turn of the event loop back to back, once the turn has read its requests. Inside a server a
 * signature check costs twice its price in a tight loop, because every request finds the processor's caches cold; a row of
 * checks pays that once. A lone piece of work waits for nothing but the end of its turn.
 */
export class TurnBatch {
  private waiting: Waiting[] = [];

  /** @param work called once, after the turn, in the order of arrival; what it throws is the answer to it alone */
  run<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.waiting.push({ work, resolve, reject }) === 1) setImmediate(this.runAll);
    });
  }

  private readonly runAll = (): void => {
    const batch = this.waiting;
    this.waiting = batch.length > MAX_PER_TURN ? batch.splice(MAX_PER_TURN) : [];
    if (this.waiting.length > 0) setImmediate(this.runAll);
    for (const { work, resolve, reject } of batch) {
      try {
        resolve(work() as never);
      } catch (error) {
        reject(error);
      }
    }
  };
}
