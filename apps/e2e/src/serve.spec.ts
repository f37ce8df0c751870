import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from './system/child.process.ts';
import { processesWith } from './system/descendants.ts';
import { writeManifest } from './system/manifest.ts';
import { freePorts, isOpen } from './system/port.ts';
import { cleanEnvironment } from './system/system.ts';
import { ROOT } from './system/workspace.ts';

/** `nx serve web` as a stranger types it, on ports that were free. */
async function nxServe() {
  const folder = mkdtempSync(join(tmpdir(), 'iap-serve-'));
  const ports = await freePorts(7);
  const [emulator = 0, webFront = 0, webMetadata = 0, web = 0, apiFront = 0, apiMetadata = 0, api = 0] =
    ports;
  const config = writeManifest(folder, {
    port: emulator,
    services: {
      default: { port: webFront, metadata_port: webMetadata, proxy: `http://127.0.0.1:${String(web)}` },
      api: { port: apiFront, metadata_port: apiMetadata, proxy: `http://127.0.0.1:${String(api)}` },
    },
  });
  const mark = randomUUID();
  const start = () =>
    new Child(join(ROOT, 'node_modules/.bin/nx'), ['serve', 'web'], {
      cwd: ROOT,
      env: { ...cleanEnvironment(folder), IAP_CONFIG: config, E2E_MARK: mark },
    });
  return {
    start,
    ports,
    front: { web: `http://127.0.0.1:${String(webFront)}`, api: `http://127.0.0.1:${String(apiFront)}` },
    emulator: `http://127.0.0.1:${String(emulator)}`,
    apiPort: api,
    leftovers: () => processesWith('E2E_MARK', mark),
    clean() {
      for (const pid of processesWith('E2E_MARK', mark)) process.kill(pid, 'SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Nx ends before the processes under it have; they have a bounded time to follow. */
async function gone(leftovers: () => number[]): Promise<number[]> {
  for (let tries = 0; tries < 50 && leftovers().length > 0; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return leftovers();
}

describe('nx serve web', () => {
  it('brings everything up, says where, answers, and leaves nothing behind on Ctrl-C', async () => {
    const serve = await nxServe();
    const nx = serve.start();
    try {
      for (const address of [serve.front.web, serve.front.api, serve.emulator])
        await nx.line(new RegExp(address.replaceAll('.', '\\.')));
      const response = await fetch(`${serve.front.web}/api/quotes`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ items: [{ product: 'grinder', quantity: 1 }] }),
      });
      expect({ status: response.status, log: response.status === 200 ? '' : nx.output }).toEqual({
        status: 200,
        log: '',
      });
      await nx.interrupt('SIGINT');
      expect(await gone(serve.leftovers)).toEqual([]);
      expect(await Promise.all(serve.ports.map(isOpen))).toEqual(serve.ports.map(() => false));
    } finally {
      serve.clean();
    }
  }, 90_000);

  it.each`
    whose                 | port     | setting
    ${'api’s own port'}   | ${'api'} | ${'emulator.services.api.proxy'}
    ${'the front of web'} | ${'web'} | ${'emulator.services.default.port'}
  `(
    'names $setting when $whose is taken',
    async ({ port, setting }: { port: 'api' | 'web'; setting: string }) => {
      const serve = await nxServe();
      const taken = port === 'api' ? serve.apiPort : Number(new URL(serve.front.web).port);
      const squatter = createServer().listen(taken, '127.0.0.1');
      await once(squatter, 'listening');
      const nx = serve.start();
      try {
        await nx.line(new RegExp(`\\b${String(taken)}\\b.*${setting.replaceAll('.', '\\.')}`));
        await nx.interrupt('SIGINT');
        expect(await gone(serve.leftovers)).toEqual([]);
      } finally {
        squatter.close();
        serve.clean();
      }
    },
  );

  it('ends by itself, with a reason, when the emulator cannot start', async () => {
    const serve = await nxServe();
    const squatter = createServer().listen(Number(new URL(serve.emulator).port), '127.0.0.1');
    await once(squatter, 'listening');
    const nx = serve.start();
    try {
      await nx.line(/No IAP emulator answers/);
      await nx.exited;
      expect(nx.output).not.toContain('listens on');
      expect(await gone(serve.leftovers)).toEqual([]);
    } finally {
      squatter.close();
      serve.clean();
    }
  }, 90_000);
});
