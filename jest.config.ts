import { spawnSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import vm from 'node:vm';
import type { Config } from 'jest';

// Nest 12 and jose ship ES modules only, and Jest loads those through node:vm's SourceTextModule, which Node still keeps
// behind a flag. The Nx targets pass it; this makes a bare `npx jest`, or an editor's test runner, work as well.
if (
  !('SourceTextModule' in vm) &&
  /[\\/]jest(-cli)?[\\/]bin[\\/]jest\.js$/.test(realpathSync(process.argv[1] ?? '.'))
) {
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const args = [...flags, ...process.execArgv, ...process.argv.slice(1)];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  process.exit(status ?? 1);
}

const swc: unknown = JSON.parse(readFileSync(new URL('./.swcrc', import.meta.url), 'utf8'));

/** What every project's jest.config.ts shares; `displayName` is the project's name. */
export function preset(displayName: string): Config {
  return {
    displayName,
    testEnvironment: 'node',
    testMatch: ['<rootDir>/{src,test}/**/*.spec.ts'],
    extensionsToTreatAsEsm: ['.ts'],
    testEnvironmentOptions: { customExportConditions: ['workspace-source', 'node', 'node-addons'] },
    transform: { '^.+\\.ts$': ['@swc/jest', swc as Record<string, unknown>] },
  };
}

export default {
  projects: ['<rootDir>/{apps,libs,tools}/*/jest.config.ts'],
  maxWorkers: '100%',
} satisfies Config;
