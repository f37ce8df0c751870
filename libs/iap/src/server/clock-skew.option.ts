import type { ReportFault } from './iap-server.settings.ts';

/** Source: IAP, "Securing your app with signed headers": "allow 30 seconds for skew". */
const DEFAULT_SECONDS = 30;

/** Beyond a minute it is no skew but a broken clock, and every second of it lengthens the life of a stolen assertion. */
const MAX_SECONDS = 60;

export function clockSkewOf(given: unknown, report: ReportFault): number {
  if (given === undefined) return DEFAULT_SECONDS;
  if (typeof given === 'number' && given >= 0 && given <= MAX_SECONDS) return given;
  report(
    'clockSkewSeconds',
    `set a number of seconds from 0 to ${MAX_SECONDS}, or leave it out for ${DEFAULT_SECONDS}.`,
  );
  return DEFAULT_SECONDS;
}
