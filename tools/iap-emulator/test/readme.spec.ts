import { readFile } from 'node:fs/promises';
import { factsMarkdown } from '../src/facts/facts.markdown.ts';
import { faults } from '../src/faults/faults.table.ts';
import type { FaultKind } from '../src/faults/faults.table.ts';
import { facts } from '../src/facts/facts.table.ts';
import { readSettings, settingsWith } from '../src/facts/settings.ts';
import { controlCommands } from '../src/terminal/control.commands.ts';
import { USAGE } from '../src/terminal/usage.ts';

const README = new URL('../README.md', import.meta.url);

/** Rows without the padding that a formatter gives them. */
function rowsOf(markdown: string): string[] {
  const rows = markdown.split('\n').filter((line) => line.startsWith('|') && !/^\|[\s|:-]+$/.test(line));
  return rows.map((row) => row.replace(/\s*\|\s*/g, '|'));
}

it('the README’s table of settings is the code’s', async () => {
  expect(rowsOf(await readFile(README, 'utf8'))).toEqual(expect.arrayContaining(rowsOf(factsMarkdown())));
});

it('the README’s tables of commands and faults are the code’s', async () => {
  const rows = rowsOf(await readFile(README, 'utf8'));
  const commands = Object.values(controlCommands).map(({ usage, says }) => `|\`${usage}\`|${says}|`);
  const broken = Object.entries<FaultKind>(faults).map(([name, { says, takes, scope }]) => {
    const values =
      'from' in takes ? `${takes.from} to ${takes.to}` : takes.map((word) => `\`${word}\``).join(' ');
    return `|\`${name}\`|${says}|${values}|${scope === 'service' ? 'one service or all' : 'all'}|`;
  });
  const written = rows.map((row) => row.replaceAll('\\*', '*'));
  expect(written).toEqual(expect.arrayContaining([...commands, ...broken]));
});

it('the README names every setting, option and key address', async () => {
  const readme = await readFile(README, 'utf8');
  const options = USAGE.match(/--[a-z]+/g) ?? [];
  const paths = [
    '/iap/verify/public_key',
    '/iap/verify/public_key-jwk',
    '/oauth2/v3/certs',
    '/oauth2/v1/certs',
  ];
  for (const word of [...Object.keys(facts), ...options, ...paths]) expect(readme).toContain(word);
});

it('the first choice is the default, and a later pair wins', () => {
  expect(settingsWith().iap).toBe('on');
  expect(settingsWith(readSettings(['iap=off', 'iap=on', 'forwarded_proto=https']))).toMatchObject({
    iap: 'on',
    forwarded_proto: 'https',
  });
});
