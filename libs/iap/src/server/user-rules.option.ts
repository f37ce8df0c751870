import { isDomain } from './email.rule.ts';
import { isJsonObject } from './json-object.parser.ts';
import type { ReportFault } from './iap-server.settings.ts';

/** Undefined: no such rule. */
export interface UserRules {
  readonly hostedDomains: readonly string[] | undefined;
  readonly accessLevels: readonly string[] | undefined;
}

/** Source: Access Context Manager, names of access levels. */
const ACCESS_LEVEL = /^accessPolicies\/\d+\/accessLevels\/\w+$/;

/** Left out is not the same as undefined: the latter is a variable that somebody forgot to set, and no wish for no rule. */
export function userRulesOf(options: { readonly requireOfUsers?: unknown }, report: ReportFault): UserRules {
  const none = { hostedDomains: undefined, accessLevels: undefined };
  if (!('requireOfUsers' in options)) return none;
  const given = options.requireOfUsers;
  const isRules =
    isJsonObject(given) &&
    Object.keys(given).length > 0 &&
    Object.entries(given).every(([name, value]) => Object.hasOwn(none, name) && value !== undefined);
  if (!isRules) {
    report('requireOfUsers', 'set hostedDomains, accessLevels or both, or leave it out.');
    return none;
  }
  const { hostedDomains, accessLevels } = given as Partial<Record<keyof UserRules, unknown>>;
  return {
    hostedDomains: listOf('hostedDomains', hostedDomains, isDomain, 'example.com', report),
    accessLevels: listOf(
      'accessLevels',
      accessLevels,
      isAccessLevel,
      'accessPolicies/1234/accessLevels/NAME',
      report,
    ),
  };
}

function isAccessLevel(value: string): boolean {
  return ACCESS_LEVEL.test(value);
}

function listOf(
  name: string,
  given: unknown,
  isItem: (value: string) => boolean,
  example: string,
  report: ReportFault,
): readonly string[] | undefined {
  if (given === undefined) return undefined;
  const items: readonly unknown[] = Array.isArray(given) ? given : [];
  const texts = items.filter((item): item is string => typeof item === 'string' && isItem(item));
  if (texts.length === 0 || texts.length < items.length) {
    report('requireOfUsers', `${name}: set a list of at least one, each like ${example}, or leave it out.`);
  }
  return texts;
}
