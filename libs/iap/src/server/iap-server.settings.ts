import { IapConfigError } from '../iap.errors.ts';
import { type CallerList, callerListOf } from './allowed-callers.option.ts';
import { audiencesOf } from './audience.option.ts';
import { clockSkewOf } from './clock-skew.option.ts';
import type { IapServerModuleOptions } from './iap-server.options.ts';
import { keysUrlOf } from './keys-url.option.ts';

/** The options, judged and in the shape that the code works with. */
export interface IapServerSettings {
  readonly audiences: ReadonlySet<string>;
  readonly allowedCallers: CallerList;
  readonly keysUrl: URL;
  readonly clockSkewSeconds: number;
}

/** Collects what is wrong with the options, so that one start-up names every fault. */
export type ReportFault = (option: keyof IapServerModuleOptions, whatToSet: string) => void;

/**
 * Judges the options; values come from environment variables more often than from typed code, so nothing is taken on trust.
 * @throws {IapConfigError} with one line for every fault
 */
export function settingsOf(options: IapServerModuleOptions): IapServerSettings {
  const given: Partial<Record<keyof IapServerModuleOptions, unknown>> = { ...options };
  const faults: string[] = [];
  const report: ReportFault = (option, whatToSet) => faults.push(`  - ${option}: ${whatToSet}`);
  const settings: IapServerSettings = {
    audiences: audiencesOf(given.audience, report),
    allowedCallers: callerListOf(given.allowedCallers, report),
    keysUrl: keysUrlOf(given.keysUrl, report),
    clockSkewSeconds: clockSkewOf(given.clockSkewSeconds, report),
  };
  if (faults.length > 0) throw new IapConfigError(['IapServerModule cannot start:', ...faults].join('\n'));
  return settings;
}
