import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pinned } from '../pinned.process.ts';

export interface StartSample {
  /** Milliseconds from starting the process to its word that it listens. */
  readonly wall: number;
  /** Microseconds of CPU until then. */
  readonly cpu: number;
  /** Bytes. */
  readonly rss: number;
}

/** Starts an app in a fresh process and waits until it listens. */
export async function startOnce(file: string, keysUrl: string): Promise<StartSample> {
  const started = performance.now();
  const [program, args] = pinned('measured', [process.execPath, file, keysUrl]);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const [word] = (await once(child.stdout, 'data')) as [Buffer];
  const wall = performance.now() - started;
  await exited;
  return { wall, ...(JSON.parse(word.toString()) as Omit<StartSample, 'wall'>) };
}
