import type { IapServerModuleOptions } from './iap-server.options.ts';
import type { ReportFault } from './iap-server.settings.ts';

/** An option that is one of a few values; the first is what holds when it is left out. */
export function choiceOf<T>(
  option: keyof IapServerModuleOptions,
  given: unknown,
  choices: readonly [T, ...T[]],
  report: ReportFault,
): T {
  const chosen = given === undefined ? choices[0] : choices.find((choice) => choice === given);
  if (chosen === undefined)
    report(option, `set one of ${choices.join(', ')}, or leave it out for ${String(choices[0])}.`);
  return chosen ?? choices[0];
}
