/** One thing wrong in a manifest, and where. Lines and columns count from 1. */
export interface ManifestFault {
  readonly line: number;
  readonly column: number;
  /** Dotted path of the key; empty for the whole file. */
  readonly key: string;
  /** What to write instead. */
  readonly message: string;
}

/** The manifest cannot be used; `faults` says why, all at once. */
export class ManifestError extends Error {
  readonly code = 'ERR_MANIFEST';
  readonly faults: readonly ManifestFault[];

  constructor(file: string, faults: readonly ManifestFault[]) {
    super(faults.map((fault) => lineFor(file, fault)).join('\n'));
    this.name = 'ManifestError';
    this.faults = faults;
  }
}

function lineFor(file: string, { line, column, key, message }: ManifestFault): string {
  return `${file}:${line}:${column}: ${key ? `${key}: ` : ''}${message}`;
}
