import { startEmulator } from '../emulator.ts';
import type { Emulator } from '../emulator.ts';
import { manifestText, parseManifest } from '../manifest/manifest.reader.ts';
import { watchManifest } from '../manifest/manifest.watch.ts';
import type { ManifestWatch } from '../manifest/manifest.watch.ts';
import type { Command } from './arguments.ts';
import { jsonReporter, textReporter } from './reporter.ts';
import type { Reporter } from './reporter.ts';
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
  const text = await manifestText(command.config);
  const manifest = parseManifest(text, command.config);
  const reporter = command.json ? jsonReporter(print) : textReporter(print);
  const emulator = await startEmulator({
    manifest,
    settings: command.settings,
    onRequest: (record) => {
      reporter.request(record);
    },
  });
  try {
    const watching = watchManifest(command.config, text, reloading(emulator, reporter), signal);
    reporter.listening(emulator);
    const absent = await absentAmong(emulator.services);
    if (absent.length > 0) reporter.waitingFor(absent);
    await waitForAll(absent, signal);
    reporter.serving(emulator);
    await ended(signal);
    await watching;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await emulator.close();
  }
}

/** What a change of the manifest's file does to an emulator, and tells. */
function reloading(emulator: Emulator, reporter: Reporter): ManifestWatch {
  return {
    onManifest: async (manifest) => {
      await emulator.reload(manifest);
      reporter.reloaded(emulator);
    },
    onFault: (error) => {
      reporter.kept(error);
    },
  };
}

async function ended(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  signal.addEventListener('abort', () => {
    resolve(undefined);
  });
  if (!signal.aborted) await promise;
}
