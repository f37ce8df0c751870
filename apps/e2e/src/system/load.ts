import { setTimeout } from 'node:timers/promises';

export interface LoadReport {
  readonly requests: number;
  /** Of these, how many the app did not answer by 200. */
  readonly lost: number;
}

/** A visitor who asks for a page again and again. */
export class Load {
  #requests = 0;
  #lost = 0;
  #isOver = false;
  readonly #ended: Promise<void>;

  constructor(private readonly url: string) {
    this.#ended = this.#run();
  }

  /** Waits until so many more requests are answered. */
  async requests(count: number): Promise<void> {
    const end = this.#requests + count;
    while (this.#requests < end) await setTimeout(5);
  }

  async stop(): Promise<LoadReport> {
    this.#isOver = true;
    await this.#ended;
    return { requests: this.#requests, lost: this.#lost };
  }

  async #run(): Promise<void> {
    while (!this.#isOver) {
      const status = await fetch(this.url, { redirect: 'manual' }).then(
        async (response) => {
          await response.arrayBuffer();
          return response.status;
        },
        () => 0,
      );
      this.#requests += 1;
      if (status !== 200) this.#lost += 1;
      await setTimeout(10);
    }
  }
}
