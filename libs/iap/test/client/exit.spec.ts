import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { buildSync } from 'esbuild';

import { startMetadataServer, type MetadataServer } from './metadata.ts';
import { AUDIENCE } from './mint.ts';

const source = (name: string) => fileURLToPath(new URL(`../../src/client/${name}`, import.meta.url));

describe('a process that holds a token', () => {
  let metadata: MetadataServer;

  beforeAll(async () => {
    metadata = await startMetadataServer();
  });
  afterAll(() => metadata.close());

  it('ends of itself, with the renewal pending', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'exit-'));
    const outfile = join(folder, 'registry.cjs');
    buildSync({
      entryPoints: [source('token.registry.ts')],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
    });
    const script = `
      const { tokenProviderFor } = require(${JSON.stringify(outfile)});
      const provider = tokenProviderFor({ type: 'id-token', targetAudience: ${JSON.stringify(AUDIENCE)} }, '');
      provider.get().then(() => console.log('alive for', String(process.getActiveResourcesInfo().includes('Timeout'))));
    `;
    // Killed, and so failed, if the timer of the renewal (in three quarters of an hour) kept it alive.
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { env: process.env });
    rmSync(folder, { recursive: true });
    expect(stdout).toBe('alive for false\n');
    expect(metadata.identityRequests()).toHaveLength(1);
  });
});
