/** Milliseconds of work until anything else gets its turn again: some thirty signature checks, or a thousand refusals. */
const BUDGET_MS = 2;

/** Pieces of work between two looks at the clock. */
const PER_LOOK = 8;

/** Pieces that wait at most. Beyond it, work is done as it comes: the sender then waits, and not the memory. */
const MOST_WAITING = 1024;

interface Waiting {
  readonly work: () => unknown;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Does what comes up in one turn of the event loop back to back, once the turn has read its requests. Inside a server a
 * signature check costs twice its price in a tight loop, because every request finds the processor's caches cold; a row of
 * checks pays that once. A lone piece of work waits for nothing but the end of its turn.
 *
 * Work runs in the async context of whoever came first: it must not log, nor ask who it works for.
 */
export class TurnBatch {
  private waiting: Waiting[] = [];
  private done = 0;

  /** @param clock milliseconds, of any origin */
  constructor(private readonly clock: () => number = () => performance.now()) {}

  /** @param work called once, in the order of arrival; what it throws is the answer to it alone */
  run<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const waiting = { work, resolve, reject };
      const before = this.waiting.length - this.done;
      if (before >= MOST_WAITING) settle(waiting);
      else if (this.waiting.push(waiting) === 1) setImmediate(this.runAll);
    });
  }

  private readonly runAll = (): void => {
    const end = this.clock() + BUDGET_MS;
    do {
      const until = Math.min(this.done + PER_LOOK, this.waiting.length);
      for (; this.done < until; this.done++) settle(this.waiting[this.done]);
    } while (this.done < this.waiting.length && this.clock() < end);
    this.waiting = this.waiting.slice(this.done);
    this.done = 0;
    if (this.waiting.length > 0) setImmediate(this.runAll);
  };
}

function settle(waiting: Waiting | undefined): void {
  if (waiting === undefined) return;
  try {
    waiting.resolve(waiting.work() as never);
  } catch (error) {
    waiting.reject(error);
  }
}
