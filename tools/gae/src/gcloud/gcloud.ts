import { spawn, type StdioOptions } from 'node:child_process';
import type { GcloudArguments } from './app-deploy.ts';

/** Which gcloud to run: `GCLOUD=/path/to/gcloud`, or the one on PATH. */
export function gcloudCommand(environment: NodeJS.ProcessEnv): string {
  return environment.GCLOUD ?? 'gcloud';
}

/** @throws {Error} that says how to get gcloud, when it cannot be run */
export async function requireGcloud(command: string): Promise<void> {
  await run(command, ['version'], { stdio: 'ignore', timeout: 60_000 }).catch((cause: unknown) => {
    const remedy =
      'install the Google Cloud CLI (https://cloud.google.com/sdk/docs/install), or set GCLOUD=/path/to/gcloud';
    throw new Error(`${command} cannot be run, so nothing was changed: ${remedy}.`, { cause });
  });
}

export interface RunOptions {
  readonly stdio: StdioOptions;
  /** Milliseconds until gcloud is stopped. */
  readonly timeout: number;
  readonly cwd?: string;
}

/** @throws {Error} when gcloud cannot be started, fails, or takes too long */
export async function run(command: string, args: GcloudArguments, options: RunOptions): Promise<void> {
  const { timeout, ...rest } = options;
  const child = spawn(command, args, {
    ...rest,
    env: { ...process.env, CLOUDSDK_CORE_DISABLE_PROMPTS: '1' },
  });
  // Not spawn's own time-out: its timer outlives a command that could not be started.
  const timer = setTimeout(() => child.kill(), timeout);
  try {
    const [code, signal] = await new Promise<Ending>((resolve, reject) => {
      child.once('error', reject).once('exit', (...ending) => {
        resolve(ending);
      });
    });
    if (code !== 0)
      throw new Error(
        `gcloud ${args.slice(0, 2).join(' ')} ended with ${signal ?? `exit code ${String(code)}`}`,
      );
  } finally {
    clearTimeout(timer);
  }
}

type Ending = [code: number | null, signal: NodeJS.Signals | null];

/** A command line to read and paste. Only what a POSIX shell would take apart is quoted. */
export function shown(command: string, args: GcloudArguments): string {
  const quote = (word: string): string =>
    /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
  return [command, ...args].map(quote).join(' ');
}
