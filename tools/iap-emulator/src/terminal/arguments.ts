import { readSettings } from '../facts/settings.ts';
import type { Settings } from '../facts/settings.ts';
import { controlCommands } from './control.commands.ts';
import type { ControlCommand } from './command.entry.ts';
import { readCommandLine } from './options.ts';
import type { CommandLine } from './options.ts';
import { UsageError } from './usage.error.ts';

export type Command =
  | {
      readonly name: 'start';
      readonly config: string;
      readonly json: boolean;
      readonly settings: Partial<Settings>;
    }
  | {
      readonly name: 'control';
      readonly command: ControlCommand;
      readonly args: object;
      readonly json: boolean;
      /** `undefined`: where the manifest says. */
      readonly url: string | undefined;
      readonly config: string;
    }
  | { readonly name: 'facts' | 'help' | 'version' };

/**
 * Reads the command line.
 * @throws {UsageError}
 */
export function commandIn(args: readonly string[], env: NodeJS.ProcessEnv): Command {
  const line = readCommandLine(args);
  if (line.help) return { name: 'help' };
  if (line.version) return { name: 'version' };
  const [name, ...rest] = line.words;
  if (name === undefined) throw new UsageError('Which command?');
  const config = line.options.config ?? env.IAP_CONFIG ?? 'app-yaml/iap.yaml';
  if (name === 'facts' || name === 'start') {
    if (rest.length > 0) throw new UsageError('One command at a time.');
    assertOptions(line, ['config']);
    return name === 'facts' ? { name } : { name, config, json: line.json, settings: settingsIn(line) };
  }
  return controlIn(line, config, env);
}

function controlIn(line: CommandLine, config: string, env: NodeJS.ProcessEnv): Command {
  const [first = '', second = ''] = line.words;
  const key = [`${first} ${second}`, first].find((name) => Object.hasOwn(controlCommands, name));
  const command = key === undefined ? undefined : controlCommands[key];
  if (key === undefined || !command) throw new UsageError(`There is no command ${first}.`);
  const words = line.words.slice(key.split(' ').length);
  assertWords(command, words);
  assertOptions(line, ['config', 'url', ...(command.options ?? [])]);
  const args = command.args?.(words, line.options) ?? {};
  const url = line.options.url ?? env.IAP_EMULATOR_URL;
  return { name: 'control', command, args, json: line.json, url, config };
}

/** The usage is the grammar: so many words, and so many more. */
function assertWords({ usage }: ControlCommand, words: readonly string[]): void {
  const [most, least] = [/\[?\b[A-Z]+(?:=[A-Z]+)?\b/g, / [A-Z]+/g].map(
    (word) => usage.match(word)?.length ?? 0,
  );
  if (words.length < (least ?? 0) || words.length > (most ?? 0))
    throw new UsageError(`Write: iap-emulator ${usage}`);
}

function assertOptions({ options, words }: CommandLine, taken: readonly string[]): void {
  const [foreign] = Object.keys(options).filter((name) => !taken.includes(name));
  if (foreign !== undefined) throw new UsageError(`${words.join(' ')} takes no --${foreign}.`);
}

function settingsIn({ set }: CommandLine): Partial<Settings> {
  try {
    return readSettings(set);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
