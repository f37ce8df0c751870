#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { factsMarkdown } from './facts/facts.markdown.ts';
import { ControlError } from './control/control.client.ts';
import { commandIn } from './terminal/arguments.ts';
import { runControl } from './terminal/control.command.ts';
import { runStart } from './terminal/start.command.ts';
import { USAGE } from './terminal/usage.ts';
import { UsageError } from './terminal/usage.error.ts';

const ending = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    ending.abort();
  });
}
// Who reads the output may stop reading; that is no reason to stop the services.
process.stdout.on('error', () => undefined);

try {
  await run(process.argv.slice(2));
} catch (error) {
  const isUsage = error instanceof UsageError;
  process.stderr.write(`${(error as Error).message}\n${isUsage ? `\n${USAGE}` : ''}`);
  process.exitCode = isUsage ? 2 : exitCodeFor(error);
}

async function run(args: readonly string[]): Promise<void> {
  const command = commandIn(args, process.env);
  switch (command.name) {
    case 'help':
      print(USAGE.trimEnd());
      break;
    case 'version':
      print(versionOf(new URL('../package.json', import.meta.url)));
      break;
    case 'facts':
      print(factsMarkdown());
      break;
    case 'control':
      await runControl(command, print);
      break;
    case 'start':
      await runStart(command, print, ending.signal);
  }
}

function exitCodeFor(error: unknown): number {
  const code = error instanceof ControlError ? error.code : undefined;
  return { ERR_NO_EMULATOR: 3, ERR_NO_REQUEST: 4 }[code ?? ''] ?? 1;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function versionOf(manifest: URL): string {
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
