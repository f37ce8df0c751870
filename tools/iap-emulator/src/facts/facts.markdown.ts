import { facts } from './facts.table.ts';

/** The table of facts for a README or a terminal; the first choice is the default. */
export function factsMarkdown(): string {
  const rows = Object.entries(facts).map(
    ([name, { says, choices, source, confidence }]) =>
      `| \`${name}\` | ${says} | ${choices.map((choice) => `\`${choice}\``).join(' ')} | ${source} | ${confidence} |`,
  );
  return [
    '| setting | what it decides | choices | source | confidence |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}
