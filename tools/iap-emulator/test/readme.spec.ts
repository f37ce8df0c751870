import { readFile } from 'node:fs/promises';
import { factsMarkdown } from '../src/facts/facts.markdown.ts';
import { facts } from '../src/facts/facts.table.ts';
import { readSettings, settingsWith } from '../src/facts/settings.ts';
import { USAGE } from '../src/terminal/arguments.ts';

const README = new URL('../README.md', import.meta.url);

/** Rows without the padding that a formatter gives them. */
function rowsOf(markdown: string): string[] {
  const rows = markdown.split('\n').filter((line) => line.startsWith('|') && !/^\|[\s|:-]+$/.test(line));
  return rows.map((row) => row.replace(/\s*\|\s*/g, '|'));
}

it('the README’s table of settings is the code’s', async () => {
  expect(rowsOf(await readFile(README, 'utf8'))).toEqual(expect.arrayContaining(rowsOf(factsMarkdown())));
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
