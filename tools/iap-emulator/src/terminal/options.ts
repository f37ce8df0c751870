import { parseArgs } from 'node:util';
import { UsageError } from './usage.error.ts';

const text = { type: 'string' } as const;

/** Every option of every command that takes a value. */
const valued = {
  config: text,
  url: text,
  service: text,
  status: text,
  path: text,
  method: text,
  at: text,
  decision: text,
  caller: text,
  timeout: text,
  overlap: text,
  flaw: text,
} as const;

export type OptionName = keyof typeof valued;
export type Options = Readonly<Partial<Record<OptionName, string>>>;

export interface CommandLine {
  readonly words: readonly string[];
  readonly options: Options;
  readonly set: readonly string[];
  readonly json: boolean;
  readonly help: boolean;
  readonly version: boolean;
}

/**
 * Takes a command line apart.
 * @throws {UsageError} for an option that no command has
 */
export function readCommandLine(args: readonly string[]): CommandLine {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...valued,
        set: { type: 'string', multiple: true, default: [] },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        version: { type: 'boolean', default: false },
      },
    });
    const { set, json, help, version, ...options } = values;
    return { words: positionals, options, set, json, help, version };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
