import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { logger } from '@nx/devkit';
import { all, contextOf, folderWith, MANIFEST_TEXT, removeFolders } from '../../../test/fixture.ts';
import { deployApps } from './deploy-apps.ts';
import deployBatch from './deploy.batch.ts';
import deployOne from './deploy.executor.ts';

const options = { dryRun: false, promote: true, timeout: 1 };
const said: string[] = [];

beforeEach(() => {
  for (const level of ['log', 'info', 'warn', 'error'] as const)
    jest.spyOn(logger, level).mockImplementation((text) => void said.push(String(text)));
});

afterEach(() => {
  jest.restoreAllMocks();
  said.length = 0;
  removeFolders();
});

/** A committed workspace, and a gcloud that writes down its arguments and fails where they have `failing` in them. */
function workspace(failing = 'nothing'): {
  root: string;
  environment: NodeJS.ProcessEnv;
  calls: () => string[];
} {
  const root = folderWith({ 'app-yaml/iap.yaml': MANIFEST_TEXT });
  const git = (...args: string[]): Buffer =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: root });
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message=a');
  const bin = folderWith({});
  const log = join(bin, 'log');
  const script = `#!/bin/sh\nprintf '%s\\n' "$*" >> ${log}\ncase "$*" in *${failing}*) exit 1;; esac\n`;
  writeFileSync(join(bin, 'gcloud'), script, { mode: 0o755 });
  const calls = (): string[] => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []);
  return { root, environment: { GCLOUD: join(bin, 'gcloud') }, calls };
}

const deploy = (root: string, environment: NodeJS.ProcessEnv, change: Partial<typeof options> = {}) =>
  all(
    deployApps(root, new Map(['shop', 'orders'].map((app) => [app, { ...options, ...change }])), environment),
  );

describe('deployApps', () => {
  it('deploys those who are called first', async () => {
    const { root, environment, calls } = workspace();
    await expect(deploy(root, environment)).resolves.toStrictEqual([
      { app: 'orders', success: true },
      { app: 'shop', success: true },
    ]);
    expect(calls()).toStrictEqual([
      'version',
      expect.stringMatching(
        /^app deploy dist\/stage\/orders\/app\.yaml --project=shop-demo --version=\d{8}-[\da-f]{7} --promote --quiet$/,
      ),
      expect.stringMatching(/^app deploy dist\/stage\/shop\/app\.yaml /),
    ]);
  });

  it('does not deploy an app after one that it calls has failed', async () => {
    const { root, environment, calls } = workspace('stage/orders');
    await expect(deploy(root, environment)).resolves.toStrictEqual([
      { app: 'orders', success: false },
      { app: 'shop', success: false },
    ]);
    expect(calls()).toHaveLength(2);
    expect(said.join()).toContain('shop was not deployed: orders, which it calls, was not deployed.');
  });

  it('goes on with what does not call the one that failed', async () => {
    const { root, environment } = workspace('stage/shop');
    await expect(deploy(root, environment)).resolves.toStrictEqual([
      { app: 'orders', success: true },
      { app: 'shop', success: false },
    ]);
  });

  it('prints the commands of a dry run and runs none, without gcloud', async () => {
    const { root } = workspace();
    const outcomes = await deploy(root, { GCLOUD: '/nowhere/gcloud' }, { dryRun: true });
    expect(outcomes.map(({ success }) => success)).toStrictEqual([true, true]);
    expect(said).toStrictEqual([
      expect.stringMatching(
        /^\/nowhere\/gcloud app deploy dist\/stage\/orders\/app\.yaml --project=shop-demo /,
      ),
      expect.stringMatching(
        /^\/nowhere\/gcloud app deploy dist\/stage\/shop\/app\.yaml --project=shop-demo /,
      ),
    ]);
  });

  it('says that gcloud is missing before anything is changed', async () => {
    const { root } = workspace();
    await expect(deploy(root, { GCLOUD: '/nowhere/gcloud' })).rejects.toThrow('so nothing was changed');
  });

  it.each([false, true])('does not deploy what is not committed (dry run: %s)', async (dryRun) => {
    const { root, environment, calls } = workspace();
    writeFileSync(join(root, 'more.txt'), '');
    const outcome = deploy(root, environment, { dryRun });
    if (dryRun) await expect(outcome).resolves.toHaveLength(2);
    else await expect(outcome).rejects.toThrow('not committed');
    expect(calls()).toStrictEqual([]);
    expect(said.some((text) => text.includes('not committed'))).toBe(dryRun);
  });
});

const task = (app: string) => ({ id: `${app}:deploy`, target: { project: app, target: 'deploy' } });
const tasks = { 'shop:deploy': task('shop'), 'orders:deploy': task('orders') };

it('answers Nx for each task of a batch', async () => {
  const { root } = workspace();
  const inputs = Object.fromEntries(Object.keys(tasks).map((id) => [id, { ...options, dryRun: true }]));
  const outcomes = await all(deployBatch({ tasks } as never, inputs, {}, { root } as never));
  expect(outcomes).toStrictEqual([
    { task: 'orders:deploy', result: { success: true, terminalOutput: '' } },
    { task: 'shop:deploy', result: { success: true, terminalOutput: '' } },
  ]);
});

describe('without a batch', () => {
  it('deploys one app', async () => {
    const { root } = workspace();
    const context = {
      ...contextOf(root, 'shop'),
      targetName: 'deploy',
      taskGraph: { tasks: { 'shop:deploy': task('shop') } } as never,
    };
    await expect(deployOne({ ...options, dryRun: true }, context)).resolves.toStrictEqual({ success: true });
    expect(said).toStrictEqual([expect.stringContaining('dist/stage/shop/app.yaml')]);
  });

  it('refuses several, which it could not keep in order', async () => {
    const { root } = workspace();
    const context = { ...contextOf(root, 'shop'), targetName: 'deploy', taskGraph: { tasks } as never };
    await expect(deployOne({ ...options, dryRun: true }, context)).rejects.toThrow('only as a batch');
    expect(said).toStrictEqual([]);
  });
});
