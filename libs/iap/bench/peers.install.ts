import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const BENCH = fileURLToPath(new URL('.', import.meta.url));

/**
 * Installs the verifiers that only the benchmark needs, from its own lock file, where they are missing. They are no
 * dependency of the workspace: nobody who builds or tests it downloads them.
 */
export function installPeers(): void {
  if (existsSync(`${BENCH}node_modules/.package-lock.json`)) return;
  process.stderr.write('bench: installing the peers of package-lock.json into bench/node_modules (once)\n');
  const npm = ['ci', '--prefix', BENCH, '--ignore-scripts', '--no-audit', '--no-fund'];
  const { status } = spawnSync('npm', npm, { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('npm ci failed: the peers cannot be measured without them');
}
