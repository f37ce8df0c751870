/** Time as a token provider sees it. Replaced in tests, so that no test waits for a clock. */
export interface Timing {
  /** Milliseconds since the epoch. */
  now(): number;
  /** In [0, 1): spreads the renewals of many processes. */
  random(): number;
  /** Runs `task` after `delay` milliseconds; returns what cancels it. A pending task never keeps the process alive. */
  after(delay: number, task: () => void): () => void;
}

/** The process's own clock. */
export const systemTiming: Timing = {
  now: () => Date.now(),
  random: () => Math.random(),
  after(delay, task) {
    const timer = setTimeout(task, delay).unref();
    return () => {
      clearTimeout(timer);
    };
  },
};
