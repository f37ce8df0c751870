import { keyLogger } from './key.logger.ts';
import type { KeyReport } from './key.report.ts';

const report = (state: KeyReport['state'], failure?: KeyReport['failure']): KeyReport => ({
  state,
  keys: state === 'none' ? 0 : 1,
  ageSeconds: 1,
  usableSeconds: 1,
  failure,
  nextFetchSeconds: 1,
});

function logged(...reports: KeyReport[]): string[] {
  const lines: string[] = [];
  const write = (level: string) => (record: unknown) =>
    lines.push(`${level} ${(record as { message: string }).message}`);
  const log = keyLogger({ log: write('log'), warn: write('warn'), error: write('error') });
  reports.forEach(log);
  return lines;
}

it('says nothing while all is well, or while the app stops', () => {
  expect(logged(report('fresh'), report('fresh'), report('none', 'stopped'))).toEqual([]);
});

it('tells an outage by what it means, and its end', () => {
  const outage = [
    report('none', 'status'),
    report('fresh', 'timeout'),
    report('stale', 'timeout'),
    report('fresh'),
  ];
  expect(logged(...outage, report('fresh'))).toEqual([
    'error IAP keys: none in hand, every request gets 503',
    'warn IAP keys: not renewed, the ones in hand stay in service',
    'warn IAP keys: not renewed, the ones in hand stay in service',
    'log IAP keys: renewed again',
  ]);
});
