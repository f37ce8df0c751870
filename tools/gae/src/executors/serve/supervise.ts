import { spawn, type SpawnOptions } from 'node:child_process';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a command for as long as this process lives and not a moment longer: what stops this process stops the command
 * first, and so does the loss of the nx that forked it.
 *
 * @returns the exit code, or undefined when a signal ended the command
 */
export async function supervise(
  command: string,
  args: readonly string[],
  options: SpawnOptions,
): Promise<number | undefined> {
  const child = spawn(command, args, { stdio: 'inherit', ...options });
  const stop = (signal?: NodeJS.Signals): void => void child.kill(signal ?? 'SIGTERM');
  const orphaned = (): void => {
    stop();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  process.on('disconnect', orphaned).on('exit', orphaned);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject).once('exit', (code) => {
        resolve(code ?? undefined);
      });
    });
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
    process.off('disconnect', orphaned).off('exit', orphaned);
  }
}
