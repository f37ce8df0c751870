import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readManifest } from './system/manifest.ts';
import { System } from './system/system.ts';
import { ROOT } from './system/workspace.ts';

interface Example {
  command: string;
  /** What it prints; `…` stands for what differs from run to run. */
  output: string;
}

/** The blocks marked `console`: lines after `$`, continued by a backslash, are typed; the rest is printed. */
function examplesIn(markdown: string): Example[] {
  return [...markdown.matchAll(/^```console\n(.*?)^```$/gms)].map(([, block = '']) => {
    const commands = block.match(/^\$ (?:.*\\\n)*.*$/gm) ?? [];
    const output = commands.reduce((rest, command) => rest.replace(command, ''), block);
    return { command: commands.map((command) => command.slice(2)).join('\n'), output: output.trim() };
  });
}

/** A pattern for the output as the README shows it: `…` alone on a line stands for any lines, within one for any text. */
function patternOf(output: string): RegExp {
  const escaped = output.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll(/^…$/gm, '[^]*?').replaceAll('…', '.*')}$`);
}

describe('the README’s examples', () => {
  const examples = examplesIn(readFileSync(join(ROOT, 'README.md'), 'utf8'));
  let system: System;

  beforeAll(async () => {
    system = await System.start();
  }, 60_000);

  afterAll(() => system.stop());

  /** The addresses of the README are the manifest's; the system under test listens elsewhere. */
  function here(text: string): string {
    const { emulator } = readManifest();
    const addresses: [string, string][] = [
      [`127.0.0.1:${String(emulator.port)}`, new URL(system.emulator.url).host],
      ...(['default', 'api'] as const).flatMap((id): [string, string][] => {
        const documented = emulator.services[id]!;
        const actual = system.emulator.services[id];
        return [
          [`127.0.0.1:${String(documented.port)}`, new URL(actual.url).host],
          [`127.0.0.1:${String(documented.metadata_port)}`, actual.metadataHost],
          [new URL(documented.proxy).host, new URL(actual.proxy).host],
        ];
      }),
    ];
    return addresses.reduce((result, [documented, actual]) => result.replaceAll(documented, actual), text);
  }

  it('are there', () => {
    expect(examples.length).toBeGreaterThanOrEqual(5);
  });

  it.each(examples)(
    '$command',
    async ({ command, output }) => {
      const { stdout } = await promisify(execFile)('bash', ['-c', here(command)], {
        cwd: ROOT,
        timeout: 60_000,
      });
      expect(stdout.replaceAll('\r', '').trim()).toMatch(patternOf(here(output)));
    },
    90_000,
  );
});
