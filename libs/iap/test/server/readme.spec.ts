import { readFileSync } from 'node:fs';
import {
  IAP_CALLER_REJECT_REASONS,
  IAP_JWT_REJECT_REASONS,
  IAP_UNAVAILABLE_REASONS,
} from '../../src/server/index.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const readme = read('README.md');

/** The rows of the table whose head begins with that cell, cell by cell. */
function tableOf(head: string): string[][] {
  const lines = readme.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${head} `));
  const end = lines.findIndex((line, n) => n > start && !line.startsWith('|'));
  const rows = lines.slice(start + 2, end).map((line) => line.split('|').slice(1, -1));
  return rows.map((cells) => cells.map((cell) => cell.trim().replaceAll('`', '')));
}

it('explains every reason, and no other', () => {
  const statuses = tableOf('reason').map(([reason, status]) => [reason, Number(status)]);
  const unavailable = IAP_UNAVAILABLE_REASONS.map((reason) => [reason, reason === 'internal' ? 500 : 503]);
  expect(statuses).toEqual([
    ...IAP_JWT_REJECT_REASONS.map((reason) => [reason, 401]),
    ...IAP_CALLER_REJECT_REASONS.map((reason) => [reason, 403]),
    ...unavailable,
  ]);
});

it('says for every reason what it means and what to do', () => {
  expect(tableOf('reason').filter((cells) => cells.length !== 4 || cells.includes(''))).toEqual([]);
});

it('lists every option, in the order of the type', () => {
  const options = read('src/server/iap-server.options.ts').matchAll(/^ {2}readonly (\w+)\??:/gm);
  expect(tableOf('option').map(([name]) => name)).toEqual([...options].map(([, name]) => name));
});

it('lists every kind of principal', () => {
  const kinds = read('src/server/iap.principal.ts').matchAll(/^ {2}readonly kind: '(\w+)';/gm);
  expect(tableOf('`kind`').map(([kind]) => kind)).toEqual([...kinds].map(([, kind]) => kind));
});

it('lists every metric with its unit', () => {
  const source = read('src/server/decision.metrics.ts');
  const metrics = source.matchAll(/create(\w+)\('([\w.]+)', \{[^}]*unit: '(\S+)',/g);
  const kinds: Record<string, string> = {
    Counter: 'counter',
    Histogram: 'histogram',
    ObservableGauge: 'gauge',
  };
  expect(tableOf('metric').map(([name, kind]) => [name, kind])).toEqual(
    [...metrics].map(([, kind = '', name, unit]) => [name, `${String(kinds[kind])}, ${String(unit)}`]),
  );
});

it('names the metrics’ attributes', () => {
  const attributes = [...read('src/server/decision.metrics.ts').matchAll(/'(iap\.(?:outcome|reason))'/g)];
  expect(new Set(tableOf('metric').flatMap((cells) => (cells[2] ?? '').match(/iap\.\w+/g) ?? []))).toEqual(
    new Set(attributes.map(([, name]) => name)),
  );
});

it('quotes the log as it is written', () => {
  expect(read('src/server/decision.reporter.ts')).toContain('`IAP: request ${outcome.replaceAll');
  expect(readme).toContain(
    "IAP: request refused { reason: 'expired', status: 401, outcome: 'refused', route:",
  );
});

it('quotes the error codes that exist', () => {
  const codes = [...readme.matchAll(/ERR_IAP_\w+/g)].map(([code]) => code);
  const known = read('src/iap.errors.ts');
  expect(codes.filter((code) => !known.includes(`'${code}'`))).toEqual([]);
});
