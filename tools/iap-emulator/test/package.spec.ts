import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { jest } from '@jest/globals';
import { call } from './client.fixture.ts';
import { manifestFor } from './manifest.fixture.ts';

/** The package as somebody gets it: built, packed, installed into an empty folder without a network, and run. */
const ROOT = new URL('..', import.meta.url).pathname;
const MODULES = join(ROOT, '../../node_modules');
const run = promisify(execFile);

jest.setTimeout(120_000);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'iap-emulator-'));
  const [copy, app] = [join(folder, 'copy'), join(folder, 'app')];
  for (const file of ['package.json', 'README.md', 'LICENSE']) await cp(join(ROOT, file), join(copy, file));
  const tsc = join(MODULES, 'typescript-7/bin/tsc');
  const project = join(ROOT, 'tsconfig.build.json');
  await run(process.execPath, [tsc, '-p', project, '--outDir', join(copy, 'dist')]);
  const dependencies = ['yaml', '@marcbachmann/cel-js'].map((name) => join(MODULES, name));
  await run('npm', ['pack', copy, ...dependencies, '--ignore-scripts', '--pack-destination', folder]);
  await cp(join(ROOT, 'LICENSE'), join(app, 'LICENSE'));
  const packed = await run('sh', ['-c', `ls ${folder}/*.tgz`]);
  await npm(app, ['install', '--offline', '--no-audit', '--no-fund', ...packed.stdout.trim().split('\n')]);
});
afterAll(() => rm(folder, { recursive: true }));

function npm(cwd: string, args: string[]): Promise<{ stdout: string; stderr: string }> {
  return run('npm', args, { cwd, env: { PATH: process.env.PATH, HOME: folder } });
}

it('npx runs the command', async () => {
  const { stdout } = await run('npx', ['--offline', 'iap-emulator', 'facts'], {
    cwd: join(folder, 'app'),
    env: { PATH: process.env.PATH, HOME: folder },
  });
  expect(stdout).toContain('| `iap` | Whether IAP is on.');
});

it('the Node API is there, with its types, and starts an emulator', async () => {
  const { startEmulator } = (await import(
    join(folder, 'app/node_modules/iap-emulator/dist/index.js')
  )) as typeof import('../src/index.ts');
  const emulator = await startEmulator({ manifest: manifestFor('http://127.0.0.1:9') });
  expect((await call(`${emulator.url}/iap/verify/public_key`)).status).toBe(200);
  await emulator.close();
  const types = await run('cat', [join(folder, 'app/node_modules/iap-emulator/dist/index.d.ts')]);
  expect(types.stdout).toContain('startEmulator');
});
