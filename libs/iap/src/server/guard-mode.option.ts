import type { ReportFault } from './iap-server.settings.ts';

const MODES = ['enforce', 'report-only', 'report-only-in-production'] as const;

export type GuardMode = (typeof MODES)[number];

/** @returns whether refusals are enforced */
export function isEnforcingOf(given: unknown, nodeEnv: string | undefined, report: ReportFault): boolean {
  if (given === undefined) return true;
  if (!MODES.some((mode) => mode === given)) report('mode', `set one of ${MODES.join(', ')}.`);
  if (given === 'report-only' && nodeEnv === 'production') {
    report(
      'mode',
      'report-only leaves every route open. With NODE_ENV=production, set report-only-in-production.',
    );
  }
  return given === 'enforce';
}
