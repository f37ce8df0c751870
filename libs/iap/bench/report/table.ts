import type { Spread } from '../measure/spread.ts';

export type Value = string | number | Spread;

export interface Table {
  readonly title: string;
  /** How to read it. */
  readonly note: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

/** As text, one line a row, columns aligned. */
export function print({ title, note, columns, rows }: Table): string {
  const cells = [columns, ...rows.map((row) => row.map(textOf))];
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)));
  const lines = cells.map((row) =>
    row
      .map((cell, at) => pad(cell, widths[at] ?? 0, at))
      .join('  ')
      .trimEnd(),
  );
  const [head = '', ...body] = lines;
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [`## ${title}`, note, '', head, rule, ...body, ''].join('\n');
}

function pad(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

function textOf(value: Value): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return digits(value);
  return `${digits(value.median)} (${digits(value.min)}–${digits(value.max)})`;
}

/** Three figures: more would pretend to know. */
function digits(value: number): string {
  if (value >= 1000) return value.toFixed(0);
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
