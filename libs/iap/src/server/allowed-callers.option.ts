import { iamMemberOf } from './iam-member.parser.ts';
import type { ReportFault } from './iap-server.settings.ts';

/** IAM members, each matching exactly one caller. */
export type CallerList = ReadonlySet<string>;

export function callerListOf(given: unknown, report: ReportFault): CallerList {
  const members = new Set<string>();
  if (!Array.isArray(given)) {
    report(
      'allowedCallers',
      'set the list of callers, such as ["serviceAccount:web@PROJECT.iam.gserviceaccount.com"].',
    );
    return members;
  }
  if (given.length === 0) {
    report('allowedCallers', 'name at least one caller; an app that nobody may call has no use for routes.');
  }
  given.forEach((entry: unknown) => {
    const parsed = iamMemberOf(entry);
    if ('fault' in parsed) report('allowedCallers', parsed.fault);
    else members.add(parsed.member);
  });
  return members;
}
