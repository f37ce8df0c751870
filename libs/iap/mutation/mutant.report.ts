/** The part of Stryker's JSON report (schema of mutation-testing-elements) that is read here. Lines and columns from 1. */
export interface MutationReport {
  readonly files: Readonly<
    Record<string, { readonly source: string; readonly mutants: readonly MutantResult[] }>
  >;
}

interface Position {
  readonly line: number;
  readonly column: number;
}

export interface MutantResult {
  readonly replacement?: string;
  readonly status:
    'Killed' | 'Timeout' | 'Survived' | 'NoCoverage' | 'RuntimeError' | 'CompileError' | 'Ignored';
  readonly location: { readonly start: Position; readonly end: Position };
}

/** A mutant by what it says, so that lines may move. */
export interface Mutant {
  readonly file: string;
  readonly original: string;
  readonly replacement: string;
}

export interface LocatedMutant extends Mutant {
  readonly status: MutantResult['status'];
  readonly line: number;
  /** As Stryker's `mutate` wants it: the file and the range. */
  readonly range: string;
}

export function mutantsOf(report: MutationReport): LocatedMutant[] {
  return Object.entries(report.files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split('\n');
    return mutants.map(({ replacement = '', status, location: { start, end } }) => ({
      file,
      original: textOf(lines, start, end),
      replacement,
      status,
      line: start.line,
      range: `${file}:${start.line}:${start.column - 1}-${end.line}:${end.column - 1}`,
    }));
  });
}

/** Nobody noticed: no test failed, or none ran. */
export function isUnnoticed({ status }: LocatedMutant): boolean {
  return status === 'Survived' || status === 'NoCoverage';
}

function textOf(lines: readonly string[], start: Position, end: Position): string {
  const text = lines.slice(start.line - 1, end.line);
  const last = text.length - 1;
  return text
    .map((line, at) => line.slice(at === 0 ? start.column - 1 : 0, at === last ? end.column - 1 : undefined))
    .join('\n');
}
