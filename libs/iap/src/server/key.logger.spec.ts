import { keyLogger } from './key.logger.ts';
import type { KeyReport } from './key.report.ts';

const report = (state: KeyReport['state'], failure?: KeyReport['failure']): KeyReport => ({
  state,
  keys: state === 'none' ? 0 : 1,
  ageSeconds: 1,
  usableSeconds: 1,
  ...(failure && { failure }),
  nextFetchSeconds: 1,
});

/** What is logged of these fetches; `isAwaited`: a request waited for each. */
function logged(reports: KeyReport[], isAwaited = false): unknown[][] {
  const lines: unknown[][] = [];
  const write =
    (level: string) =>
    (...record: unknown[]) =>
      lines.push([level, ...record]);
  const log = keyLogger({ log: write('log'), warn: write('warn'), error: write('error') });
  for (const it of reports) log(it, isAwaited);
  return lines;
}

it('says nothing while all is well, or while the app stops', () => {
  expect(logged([report('fresh'), report('fresh'), report('none', 'stopped')], true)).toEqual([]);
});

it('tells an outage by what it means, and its end', () => {
  const outage = [report('none', 'status'), report('fresh', 'timeout'), report('stale', 'timeout')];
  expect(logged([...outage, report('fresh'), report('fresh')], true)).toEqual([
    ['error', 'IAP keys: none in hand, every request gets 503', outage[0]],
    ['warn', 'IAP keys: not renewed, the ones in hand stay in service', outage[1]],
    ['warn', 'IAP keys: not renewed, the ones in hand stay in service', outage[2]],
    ['log', 'IAP keys: read again', report('fresh')],
  ]);
});

it('is calm about a key endpoint that is not up yet, as long as no request needs it', () => {
  expect(logged([report('none', 'unreachable'), report('fresh')])).toEqual([
    ['warn', 'IAP keys: none in hand yet, the next request asks again', report('none', 'unreachable')],
    ['log', 'IAP keys: read again', report('fresh')],
  ]);
});
