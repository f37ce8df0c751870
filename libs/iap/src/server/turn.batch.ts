/** Items worked on before anything else gets its turn again: some 2 ms of signature checks. */
const MAX_PER_TURN = 32;

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result | PromiseLike<Result>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Works on the items that arrive in one turn of the event loop back to back, once the turn has read its requests. Inside
 * a server a signature check costs twice its price in a tight loop, because every request finds the processor's caches
 * cold; a row of checks pays that once. A lone item waits for nothing but the end of its turn.
 */
export class TurnBatch<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];

  /** @param work called once per item, in the order of arrival; what it throws is the answer to that item alone */
  constructor(private readonly work: (item: Item) => Result | Promise<Result>) {}

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.waiting.push({ item, resolve, reject }) === 1) setImmediate(this.run);
    });
  }

  private readonly run = (): void => {
    const batch = this.waiting;
    this.waiting = batch.splice(MAX_PER_TURN);
    if (this.waiting.length > 0) setImmediate(this.run);
    for (const { item, resolve, reject } of batch) {
      try {
        resolve(this.work(item));
      } catch (error) {
        reject(error);
      }
    }
  };
}
