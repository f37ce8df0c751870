/** Values that an event is counted by. Few and closed, so that nobody's metrics explode. */
export type Labels = Readonly<Record<string, string>>;

interface Entry {
  count: number;
  readonly labels: Labels;
}

/** Counts events by their labels. */
export class Tally {
  readonly #entries = new Map<string, Entry>();

  /** @param name of the labels, one for each combination */
  add(name: string, labels: () => Labels): void {
    const entry = this.#entries.get(name);
    if (entry) entry.count += 1;
    else this.#entries.set(name, { count: 1, labels: labels() });
  }

  entries(): Iterable<Readonly<Entry>> {
    return this.#entries.values();
  }
}
