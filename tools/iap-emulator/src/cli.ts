#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { factsMarkdown } from './facts/facts.markdown.ts';
import { USAGE, UsageError, commandIn } from './terminal/arguments.ts';
import { runStart } from './terminal/start.command.ts';

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
  process.exitCode = isUsage ? 2 : 1;
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
    case 'start':
      await runStart(command, print, ending.signal);
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function versionOf(manifest: URL): string {
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
