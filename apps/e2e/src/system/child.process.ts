import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A process of the system under test, with everything it printed. */
export class Child {
  readonly lines: string[] = [];
  readonly #process: ChildProcess;
  readonly #listeners = new Set<() => void>();
  readonly exited: Promise<number | null>;

  /** Starts `command` in a process group of its own, so that `interrupt` reaches all of it, as Ctrl-C on a terminal does. */
  constructor(command: string, args: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }) {
    this.#process = spawn(command, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    this.exited = new Promise((resolve, reject) => {
      this.#process.once('error', reject);
      this.#process.once('close', (code) => {
        resolve(code);
        this.#changed();
      });
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        this.lines.push(line);
        this.#changed();
      });
    }
  }

  get output(): string {
    return this.lines.join('\n');
  }

  get pid(): number {
    if (this.#process.pid === undefined) throw new Error('The process did not start.');
    return this.#process.pid;
  }

  /** The first line that matches, printed or still to come; fails with all output when the process ends first, or after a minute. */
  line(pattern: RegExp): Promise<RegExpMatchArray> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        clearTimeout(deadline);
        this.#listeners.delete(look);
        act();
      };
      const fail = (why: string): void => {
        settle(() => {
          reject(new Error(`${why} before printing ${String(pattern)}:\n${this.output}`));
        });
      };
      const look = (): void => {
        const match = this.lines.map((line) => pattern.exec(line)).find((found) => found !== null);
        if (match) {
          settle(() => {
            resolve(match);
          });
        } else if (this.#process.exitCode !== null) fail('Ended');
      };
      const deadline = setTimeout(fail, 60_000, 'A minute passed');
      this.#listeners.add(look);
      look();
    });
  }

  /** Waits until something more is printed; fails with all output when the process ends first. */
  async change(): Promise<void> {
    const printed = this.lines.length;
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (this.lines.length === printed && this.#process.exitCode === null) return;
        this.#listeners.delete(look);
        resolve();
      };
      this.#listeners.add(look);
      look();
    });
    if (this.lines.length === printed) throw new Error(`Ended:\n${this.output}`);
  }

  /** Sends `signal` to the whole process group and waits for the end of the first process. */
  async interrupt(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) process.kill(-this.pid, signal);
    return this.exited;
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
