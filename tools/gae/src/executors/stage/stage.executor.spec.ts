import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { logger } from '@nx/devkit';
import { parse } from 'yaml';
import { contextOf, folderWith, MANIFEST_TEXT, ORDERS_YAML, removeFolders } from '../../../test/fixture.ts';
import stage from './stage.executor.ts';

let said: string[] = [];

beforeEach(() => {
  said = [];
  jest.spyOn(logger, 'error').mockImplementation((text) => void said.push(String(text)));
});

afterEach(() => {
  jest.restoreAllMocks();
  removeFolders();
});

const files = {
  'app-yaml/iap.yaml': MANIFEST_TEXT,
  'app-yaml/orders.yaml': ORDERS_YAML,
  'dist/apps/orders/main.js': 'run();',
  'dist/apps/orders/package.json': '{ "engines": { "node": "24.x" } }',
  'dist/apps/orders/package-lock.json': '{}',
  'dist/apps/orders/public/index.html': '<html></html>',
  'dist/stage/orders/stale.js': '',
};

const run = (change: Record<string, string>, app = 'orders') => {
  const root = folderWith({ ...files, ...change });
  const read = (path: string): string => readFileSync(join(root, 'dist/stage/orders', path), 'utf8');
  return { root, read, outcome: stage({}, contextOf(root, app)) };
};

describe('gae:stage', () => {
  it('makes a folder that App Engine takes as it is', async () => {
    const { root, read, outcome } = run({});
    await expect(outcome).resolves.toStrictEqual({ success: true });
    expect(['main.js', 'public/index.html', 'package.json', 'package-lock.json'].map(read)).toStrictEqual([
      files['dist/apps/orders/main.js'],
      files['dist/apps/orders/public/index.html'],
      files['dist/apps/orders/package.json'],
      files['dist/apps/orders/package-lock.json'],
    ]);
    expect(read('.gcloudignore').split('\n')).toContain('node_modules/');
    expect(existsSync(join(root, 'dist/stage/orders/stale.js'))).toBe(false);
  });

  it('tells a closed service its audience, its callers, and where to call', async () => {
    const { read, outcome } = run({});
    await outcome;
    expect(parse(read('app.yaml'))).toStrictEqual({
      ...parse(ORDERS_YAML),
      env_variables: {
        IAP_AUDIENCE: '/projects/1234/apps/shop-demo',
        IAP_ALLOWED_CALLERS:
          'serviceAccount:shop-sa@shop-demo.iam.gserviceaccount.com,user:staff@example.com',
        LEDGER_URL: 'https://ledger-dot-shop-demo.ew.r.appspot.com',
        LEDGER_TARGET_AUDIENCE: '1234-abc.apps.googleusercontent.com',
      },
    });
  });

  it('refuses with everything that is in the way, and leaves no folder that could be deployed', async () => {
    const { root, outcome } = run({
      'app-yaml/orders.yaml': `${ORDERS_YAML.replace('nodejs24', 'nodejs22')}env_variables: { IAP_AUDIENCE: mine }\n`,
      'dist/apps/orders/yarn.lock': '',
    });
    await expect(outcome).resolves.toStrictEqual({ success: false });
    expect(said.join().split('\n')).toStrictEqual([
      'orders is not fit to deploy:',
      expect.stringMatching(/^ {2}app-yaml\/orders\.yaml:1:10 runtime: write runtime: nodejs24/),
      expect.stringMatching(/^ {2}app-yaml\/orders\.yaml:4:32 env_variables\.IAP_AUDIENCE: remove it/),
      expect.stringMatching(/^ {2}dist\/apps\/orders: package-lock\.json and yarn\.lock/),
    ]);
    expect(existsSync(join(root, 'dist/stage/orders'))).toBe(false);
  });

  it.each`
    lack                    | change                                                                                      | app         | message
    ${'callers'}            | ${{ 'app-yaml/iap.yaml': MANIFEST_TEXT.replace(/callers:\n.*\n.*staff.*/, 'callers: []') }} | ${'orders'} | ${'app-yaml/iap.yaml:16:14 services.order-book.callers: name at least one caller'}
    ${'a service'}          | ${{}}                                                                                       | ${'cart'}   | ${'No service in app-yaml/iap.yaml has "app: cart"'}
    ${'a file in app-yaml'} | ${{}}                                                                                       | ${'ledger'} | ${'app-yaml/ledger.yaml is missing'}
    ${'a build'}            | ${{ 'app-yaml/blog.yaml': 'runtime: nodejs24' }}                                            | ${'blog'}   | ${'is missing; build the app first'}
  `(
    'says that an app lacks $lack',
    async ({ change, app, message }: { change: Record<string, string>; app: string; message: string }) => {
      await expect(run(change, app).outcome).rejects.toThrow(message);
    },
  );
});
