import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ServerInput } from './server.process.ts';

const PROGRAM = fileURLToPath(new URL('./server.process.ts', import.meta.url));

interface Ready {
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds from the start of the process. */
  readonly readyMs: number;
}

/** A server in a process of its own, on a core of its own where cores can be told apart. */
export class MeasuredServer implements Ready {
  readonly origin: string;
  readonly headers: Ready['headers'];
  readonly readyMs: number;
  readonly #child: ChildProcess;

  private constructor({ origin, headers, readyMs }: Ready, child: ChildProcess) {
    this.origin = origin;
    this.headers = headers;
    this.readyMs = readyMs;
    this.#child = child;
  }

  static async start(input: ServerInput, core: '0' | '1'): Promise<MeasuredServer> {
    const node = [process.execPath, ...process.execArgv, PROGRAM, JSON.stringify(input)];
    const child = spawn('taskset', ['-c', core, ...node], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const [ready] = (await once(child, 'message')) as [Ready];
    return new MeasuredServer(ready, child);
  }

  /** CPU in microseconds that the process has used so far, and the bytes that it holds. */
  async usage(): Promise<{ readonly cpu: number; readonly rss: number }> {
    this.#child.send({});
    const [usage] = (await once(this.#child, 'message')) as [{ cpu: number; rss: number }];
    return usage;
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.disconnect();
    await exited;
  }
}
