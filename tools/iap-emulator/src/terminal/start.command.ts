import { startEmulator } from '../emulator.ts';
import { readManifest } from '../manifest/manifest.reader.ts';
import type { Command } from './arguments.ts';
import { jsonReporter, textReporter } from './reporter.ts';
import { absentAmong, waitForAll } from './upstream.wait.ts';

/**
 * Runs an emulator until the signal ends it.
 * @throws {ManifestError | PortError | CloudError} when it cannot start; then nothing is left running
 */
export async function runStart(
  command: Extract<Command, { name: 'start' }>,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const manifest = await readManifest(command.config);
  const reporter = command.json ? jsonReporter(print) : textReporter(manifest, print);
  const emulator = await startEmulator({
    manifest,
    settings: command.settings,
    onRequest: (record) => {
      reporter.request(record);
    },
  });
  try {
    reporter.listening(emulator);
    const absent = await absentAmong(emulator.services);
    if (absent.length > 0) reporter.waitingFor(absent);
    await waitForAll(absent, signal);
    reporter.serving(emulator);
    await ended(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await emulator.close();
  }
}

async function ended(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  signal.addEventListener('abort', () => {
    resolve(undefined);
  });
  if (!signal.aborted) await promise;
}
