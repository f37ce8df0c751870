import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

/** What is measured runs on one core, all its threads included, as on a small instance; what loads it runs on the other. */
export type Core = 'measured' | 'load';

const CORES: Readonly<Record<Core, string>> = { measured: '0', load: '1' };

/** Whether cores can be told apart here: Linux with `taskset` and a second core. */
export const canPin = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;

/** Starts a file of the benchmark, with the flags of this process, on one core. */
export function startPinned(file: URL, core: Core, input: unknown, nodeFlags: string[] = []): ChildProcess {
  const node = [process.execPath, ...process.execArgv, ...nodeFlags];
  const [program, args] = pinned(core, [...node, fileURLToPath(file), JSON.stringify(input)]);
  return spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

/** The program and the arguments that run a command on one core, where cores can be told apart. */
export function pinned(core: Core, command: readonly string[]): [program: string, args: string[]] {
  const [program = '', ...args] = canPin ? ['taskset', '-c', CORES[core], ...command] : command;
  return [program, args];
}

/** Runs a file to its end. @returns the one message that it sends */
export async function resultOf(
  file: URL,
  core: Core,
  input: unknown,
  nodeFlags: string[] = [],
): Promise<unknown> {
  const child = startPinned(file, core, input, nodeFlags);
  let result: unknown;
  child.once('message', (message) => (result = message));
  const status = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  if (status !== 0) throw new Error(`${fileURLToPath(file)} ended with ${String(status)}`);
  return result;
}

/** What {@link startPinned} was given. */
export function inputOf(): unknown {
  return JSON.parse(process.argv[2] ?? 'null');
}
