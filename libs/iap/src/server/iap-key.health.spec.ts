import { IapKeyHealth } from './iap-key.health.ts';
import type { IapKeyStore } from './iap-key.store.ts';
import type { KeyReport } from './key.report.ts';

const healthOf = (state: KeyReport['state'], asked: string[] = []) => {
  const report = { state, keys: 1, usableSeconds: 1, nextFetchSeconds: 1 } satisfies KeyReport;
  const store = {
    refreshIfDue: () => Promise.resolve(asked.push('refresh')),
    report: () => (asked.push('report'), report),
  };
  return new IapKeyHealth(store as unknown as IapKeyStore);
};

it.each`
  state      | status
  ${'fresh'} | ${'up'}
  ${'stale'} | ${'up'}
  ${'none'}  | ${'down'}
`('is $status with keys that are $state', async ({ state, status }) => {
  expect(await healthOf(state).isHealthy('keys')).toMatchObject({ keys: { status, state, keys: 1 } });
});

it('asks for keys that are due before it reports', async () => {
  const asked: string[] = [];
  await healthOf('fresh', asked).isHealthy();
  expect(asked).toEqual(['refresh', 'report']);
});
