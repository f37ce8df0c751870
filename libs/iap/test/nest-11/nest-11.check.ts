import { strictEqual } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PackedFolder } from '../server/packed/packed.folder.ts';

/**
 * The packed library in an app on Nest 11. Not part of `npm test`, which needs no network: this installs that Nest from
 * the lock file beside it.
 */
const NODE = process.env.IAP_PACKED_NODE ?? process.execPath;
const HERE = fileURLToPath(new URL('./', import.meta.url));

const folder = await PackedFolder.create([]);
try {
  const library = join(folder.path, 'node_modules', 'nestjs-iap');
  // `npm ci` empties node_modules: the library waits beside it.
  const kept = join(folder.path, 'nestjs-iap');
  cpSync(library, kept, { recursive: true });
  for (const file of ['package.json', 'package-lock.json', 'app.mjs']) {
    cpSync(join(HERE, file), join(folder.path, file));
  }
  execFileSync('npm', ['ci', '--no-fund', '--ignore-scripts'], { cwd: folder.path, stdio: 'inherit' });
  cpSync(kept, library, { recursive: true });
  const { code, output } = await folder.run(NODE, join(folder.path, 'app.mjs'));
  const right = ['express', 'fastify'].map((adapter) => `${adapter} 401 200 {"isSignedIn":true}\n`).join('');
  strictEqual(output, right);
  strictEqual(code, 0);
  console.log('nestjs-iap works with Nest 11: both halves, on Express and on Fastify');
} finally {
  folder.remove();
}
