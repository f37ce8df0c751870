/** 1-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A YAML file of app-yaml/ says something that cannot be meant. Holds no value from the file: it may be a secret. */
export class YamlError extends Error {
  readonly file: string;
  readonly position: Position;
  /** Path of the key at fault, e.g. `services.api.callers[0]`. */
  readonly key: string;
  /** What to write instead. */
  readonly remedy: string;

  constructor(file: string, position: Position, key: string, remedy: string) {
    super(`${file}:${position.line}:${position.column} ${key}: ${remedy}`);
    this.name = 'YamlError';
    this.file = file;
    this.position = position;
    this.key = key;
    this.remedy = remedy;
  }
}
