import { command as tell } from '../control/control.client.ts';
import { readManifest } from '../manifest/manifest.reader.ts';
import type { Command } from './arguments.ts';
import { UsageError } from './usage.error.ts';

/**
 * Tells a running emulator to do something, and prints what it answers.
 * @throws {ControlError | ManifestError | UsageError}
 */
export async function runControl(
  { command, args, json, url, config }: Extract<Command, { name: 'control' }>,
  print: (line: string) => void,
): Promise<void> {
  const result = await tell(url ?? (await urlIn(config)), command.verb, args);
  const shown = json || !command.show ? JSON.stringify(result) : command.show(result as never);
  if (shown !== '') print(shown);
}

async function urlIn(config: string): Promise<string> {
  const { port } = (await readManifest(config)).emulator;
  if (port !== 0) return `http://127.0.0.1:${port}`;
  throw new UsageError(`emulator.port in ${config} is 0: name the emulator with --url or IAP_EMULATOR_URL.`);
}
