import { fileURLToPath } from 'node:url';
import { Child } from '../system/child.process.ts';
import { ROOT } from '../system/workspace.ts';
import type { Outcome } from './outcome.ts';

export interface CallerOptions {
  readonly baseURL: string;
  readonly targetAudience: string;
  readonly metadataHost: string;
  /** A folder without any credential. */
  readonly home: string;
  readonly inFlight?: number;
  /** Milliseconds between calls. */
  readonly pause?: number;
}

/** A process that calls through IAP with the library as built, and google-auth-library as published. */
export class Caller {
  readonly #child: Child;
  readonly #outcomes: Outcome[] = [];
  #linesRead = 0;
  #looked = 0;

  constructor({ baseURL, targetAudience, metadataHost, home, inFlight = 1, pause = 50 }: CallerOptions) {
    const program = fileURLToPath(new URL('./caller.process.ts', import.meta.url));
    // As `iap-emulator env` sets them: the metadata server is asked without a ping before it.
    const metadata = { GCE_METADATA_HOST: metadataHost, METADATA_SERVER_DETECTION: 'assume-present' };
    const input = JSON.stringify({ iap: { baseURL, targetAudience }, inFlight, pause });
    this.#child = new Child(process.execPath, [program, input], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, HOME: home, CLOUDSDK_CONFIG: home, ...metadata },
    });
  }

  /** All that the process has printed. */
  get output(): string {
    return this.#child.output;
  }

  /** The outcomes so far. */
  get outcomes(): readonly Outcome[] {
    for (; this.#linesRead < this.#child.lines.length; this.#linesRead++) {
      const line = this.#child.lines[this.#linesRead] ?? '';
      if (line.startsWith('{')) this.#outcomes.push(JSON.parse(line) as Outcome);
    }
    return this.#outcomes;
  }

  /** The next outcome that matches, of those that were not looked at yet. */
  async next(matches: (outcome: Outcome) => boolean = () => true): Promise<Outcome> {
    for (;;) {
      const outcome = this.outcomes[this.#looked];
      if (outcome === undefined) await this.#child.change();
      else {
        this.#looked += 1;
        if (matches(outcome)) return outcome;
      }
    }
  }

  /** What was printed before is not looked at any more. */
  skip(): void {
    this.#looked = this.outcomes.length;
  }

  async end(): Promise<void> {
    await this.#child.interrupt('SIGKILL');
  }
}
