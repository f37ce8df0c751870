import type { IapClock } from './iap.clock.ts';

/** Records of one reason before the rest is only counted, and the time after which there may be that many again. */
const RECORDS_PER_WINDOW = 10;
const WINDOW_MS = 10_000;

interface Window {
  readonly endsAt: number;
  records: number;
  suppressed: number;
}

/** Keeps an attack from filling the disk and the bill: so many records per reason and window, and the number of the rest. */
export class LogBudget {
  private readonly windows = new Map<string, Window>();

  constructor(private readonly now: IapClock) {}

  /** @returns how many records were left out since the last one that was written; undefined when this one is, too */
  take(reason: string): number | undefined {
    const now = this.now();
    const last = this.windows.get(reason);
    if (last !== undefined && now < last.endsAt) {
      if (last.records < RECORDS_PER_WINDOW) {
        last.records++;
        return 0;
      }
      last.suppressed++;
      return undefined;
    }
    this.windows.set(reason, { endsAt: now + WINDOW_MS, records: 1, suppressed: 0 });
    return last?.suppressed ?? 0;
  }
}
