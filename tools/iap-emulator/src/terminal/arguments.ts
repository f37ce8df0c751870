import { parseArgs } from 'node:util';
import { readSettings } from '../facts/settings.ts';
import type { Settings } from '../facts/settings.ts';

export const USAGE = `Usage: iap-emulator <command> [options]

App Engine with Identity-Aware Proxy, on 127.0.0.1.

Commands
  start   start the fronts, the metadata servers, the keys and the sign-in page
  facts   print what the emulator believes about IAP, with sources and confidence

Options
  --config FILE      the manifest (default: $IAP_CONFIG, then app-yaml/iap.yaml)
  --set NAME=VALUE   choose otherwise where iap-emulator facts lists a choice; may come again
  --json             one JSON object a line instead of text
  --help, --version

Exit codes: 0 ended as asked, 1 could not start, 2 wrong usage.
`;

export type Command =
  | {
      readonly name: 'start';
      readonly config: string;
      readonly json: boolean;
      readonly settings: Partial<Settings>;
    }
  | { readonly name: 'facts' | 'help' | 'version' };

/** The command line does not say what to do. */
export class UsageError extends Error {}

/**
 * Reads the command line.
 * @throws {UsageError}
 */
export function commandIn(args: readonly string[], env: NodeJS.ProcessEnv): Command {
  const { values, positionals } = parse(args);
  if (values.help) return { name: 'help' };
  if (values.version) return { name: 'version' };
  const [name, ...rest] = positionals;
  if (rest.length > 0 || name === undefined)
    throw new UsageError(name ? `One command at a time.` : 'Which command?');
  if (name === 'facts') return { name };
  if (name !== 'start') throw new UsageError(`There is no command ${name}.`);
  const config = values.config ?? env.IAP_CONFIG ?? 'app-yaml/iap.yaml';
  return { name, config, json: values.json, settings: values.settings };
}

function parse(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        config: { type: 'string' },
        set: { type: 'string', multiple: true, default: [] },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        version: { type: 'boolean', default: false },
      },
    });
    return { values: { ...values, settings: readSettings(values.set) }, positionals };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
