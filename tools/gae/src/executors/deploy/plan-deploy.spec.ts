import { MANIFEST } from '../../../test/fixture.ts';
import type { DeployOptions } from './deploy-options.ts';
import { planDeploy } from './plan-deploy.ts';

const options: DeployOptions = { dryRun: false, promote: true, timeout: 20 };
const plan = (...apps: string[]) => planDeploy(MANIFEST, new Map(apps.map((app) => [app, options])), 'v1');

describe('planDeploy', () => {
  it.each`
    selected                                | order                                   | after
    ${['shop']}                             | ${['shop']}                             | ${[[]]}
    ${['shop', 'orders']}                   | ${['orders', 'shop']}                   | ${[[], ['orders']]}
    ${['shop', 'ledger']}                   | ${['ledger', 'shop']}                   | ${[[], []]}
    ${['blog', 'shop', 'orders', 'ledger']} | ${['ledger', 'orders', 'shop', 'blog']} | ${[[], ['ledger'], ['orders'], []]}
  `(
    'deploys $selected in the order $order',
    ({ selected, order, after }: { selected: string[]; order: string[]; after: string[][] }) => {
      const steps = plan(...selected);
      expect(steps.map(({ app }) => app)).toStrictEqual(order);
      expect(steps.map((step) => step.after)).toStrictEqual(after);
    },
  );

  it('gives gcloud the staged folder, the project and the version', () => {
    const [step] = plan('shop');
    expect(step).toMatchObject({
      command: [
        'app',
        'deploy',
        'dist/stage/shop/app.yaml',
        '--project=shop-demo',
        '--version=v1',
        '--promote',
        '--quiet',
      ],
      timeout: 1_200_000,
    });
  });

  it('takes the options of each app', () => {
    const own = { ...options, promote: false, stagePath: 'out/shop' };
    const [step] = planDeploy(MANIFEST, new Map([['shop', own]]), 'v1');
    expect(step?.command).toEqual(expect.arrayContaining(['out/shop/app.yaml', '--no-promote']));
  });

  it('refuses an app that the manifest does not have', () => {
    expect(() => plan('cart')).toThrow('No service in app-yaml/iap.yaml has "app: cart"');
  });
});
