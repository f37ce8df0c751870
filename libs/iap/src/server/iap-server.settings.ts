import { IapConfigError } from '../iap.errors.ts';
import { type CallerList, callerListOf } from './allowed-callers.option.ts';
import { audiencesOf } from './audience.option.ts';
import { choiceOf } from './choice.option.ts';
import { clockSkewOf } from './clock-skew.option.ts';
import { isEnforcingOf } from './guard-mode.option.ts';
import type { IapServerModuleOptions } from './iap-server.options.ts';
import type { KeySet } from './key-set.importer.ts';
import { keysUrlOf } from './keys-url.option.ts';
import { pinnedKeysOf } from './pinned-keys.option.ts';
import { type UserRules, userRulesOf } from './user-rules.option.ts';

/** The options, judged and in the shape that the code works with. */
export interface IapServerSettings {
  readonly audiences: ReadonlySet<string>;
  readonly allowedCallers: CallerList;
  readonly requireOfUsers: UserRules;
  readonly keysUrl: URL;
  readonly pinnedKeys: KeySet | undefined;
  readonly clockSkewSeconds: number;
  readonly isEnforcing: boolean;
  readonly warmUp: boolean;
  readonly logDecisions: 'refused' | 'all';
}

type OptionName = keyof IapServerModuleOptions;

/** A misspelt option would be one that somebody relies on and that is not there. */
const KNOWN: Readonly<Record<OptionName, true>> = {
  audience: true,
  allowedCallers: true,
  requireOfUsers: true,
  keysUrl: true,
  pinnedKeys: true,
  clockSkewSeconds: true,
  mode: true,
  warmUp: true,
  logDecisions: true,
};

/** Collects what is wrong with the options, so that one start-up names every fault. */
export type ReportFault = (option: OptionName, whatToSet: string) => void;

/**
 * Judges the options; values come from environment variables more often than from typed code, so nothing is taken on trust.
 * @throws {IapConfigError} with one line for every fault
 */
export async function settingsOf(
  options: IapServerModuleOptions,
  env: NodeJS.ProcessEnv = process.env,
): Promise<IapServerSettings> {
  const given: Partial<Record<OptionName, unknown>> = { ...options };
  const faults: string[] = [];
  const report: ReportFault = (option, whatToSet) => faults.push(`  - ${option}: ${whatToSet}`);
  for (const name of Object.keys(given).filter((each) => !Object.hasOwn(KNOWN, each)))
    report(name as OptionName, `there is no such option. Known: ${Object.keys(KNOWN).join(', ')}.`);
  const settings: IapServerSettings = {
    audiences: await audiencesOf(given, env, report),
    allowedCallers: callerListOf(given.allowedCallers, report),
    requireOfUsers: userRulesOf(given, report),
    keysUrl: keysUrlOf(given.keysUrl, report),
    pinnedKeys: await pinnedKeysOf(given.pinnedKeys, given.keysUrl, report),
    clockSkewSeconds: clockSkewOf(given.clockSkewSeconds, report),
    isEnforcing: isEnforcingOf(given.mode, env.NODE_ENV, report),
    warmUp: choiceOf('warmUp', given.warmUp, [true, false], report),
    logDecisions: choiceOf('logDecisions', given.logDecisions, ['refused', 'all'], report),
  };
  if (faults.length > 0) throw new IapConfigError(['IapServerModule cannot start:', ...faults].join('\n'));
  return settings;
}
