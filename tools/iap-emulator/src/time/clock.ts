/** Certificates name their times in two digits of the year, which reach from 1950 to 2049. */
const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(2049, 0, 1);

/** The emulator's time: that of a source, moved by hand. It runs on from wherever it is set. */
export class Clock {
  readonly #source: () => number;
  #offset = 0;

  /** @param source milliseconds since the epoch */
  constructor(source: () => number) {
    this.#source = source;
  }

  /** Milliseconds since the epoch. */
  readonly now = (): number => this.#source() + this.#offset;

  /**
   * @param time milliseconds since the epoch, a Date, or text as ISO 8601 writes it
   * @throws {RangeError} for what is no time between 2000 and 2048
   */
  set(time: number | string | Date): void {
    this.#moveTo(new Date(time).getTime());
  }

  /**
   * @param ms milliseconds; less than 0 goes back
   * @throws {RangeError} when that leaves the years 2000 to 2048
   */
  advance(ms: number): void {
    this.#moveTo(this.now() + ms);
  }

  /** Back to the time of the source. */
  reset(): void {
    this.#offset = 0;
  }

  #moveTo(time: number): void {
    if (!(time >= EARLIEST && time < LATEST)) {
      throw new RangeError('Write a time from 2000 to 2048, as 2030-01-31T12:00:00Z.');
    }
    this.#offset = time - this.#source();
  }
}
