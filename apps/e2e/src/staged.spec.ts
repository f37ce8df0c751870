import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from './system/child.process.ts';
import { freePorts } from './system/port.ts';
import { cleanEnvironment } from './system/system.ts';
import { stagedEnvironment, stagedFolder } from './system/workspace.ts';

describe.each(['web', 'api'])('the staged folder of %s', (app) => {
  let folder: string;
  let home: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), `staged-${app}-`));
    home = mkdtempSync(join(tmpdir(), 'staged-home-'));
    cpSync(stagedFolder(app), folder, { recursive: true });
  });

  afterAll(() => {
    for (const path of [folder, home]) rmSync(path, { recursive: true, force: true });
  });

  it('holds what App Engine reads', () => {
    expect(readdirSync(folder)).toEqual(
      expect.arrayContaining(['.gcloudignore', 'app.yaml', 'main.js', 'package-lock.json', 'package.json']),
    );
    expect(readdirSync(folder)).not.toContain('node_modules');
  });

  it('installs in an empty directory and starts by `PORT=8080 npm start`, as App Engine does it', async () => {
    // The user's own npm settings hold for the install: the registry is theirs to choose.
    const install = new Child('npm', ['ci', '--omit=dev', '--no-audit', '--no-fund'], {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: '', NODE_ENV: '' },
    });
    expect({ code: await install.exited, log: install.output }).toMatchObject({ code: 0 });

    const [port = 0] = await freePorts(1);
    const server = new Child('npm', ['start'], {
      cwd: folder,
      env: {
        ...cleanEnvironment(home),
        ...stagedEnvironment(app),
        NODE_ENV: 'production',
        HOST: '127.0.0.1',
        PORT: String(port),
      },
    });
    try {
      await server.line(/listens on/);
      const health = await fetch(`http://127.0.0.1:${String(port)}/healthz`);
      expect(health.status).toBe(200);
    } finally {
      await server.interrupt('SIGTERM');
    }
  }, 180_000);
});
