import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MutationReport } from './mutant.report.ts';

const STRYKER = fileURLToPath(
  new URL('./node_modules/@stryker-mutator/core/bin/stryker.js', import.meta.url),
);

export interface StrykerRun {
  /** The library in a copy of the workspace: Stryker writes its mutants there. */
  readonly library: string;
  readonly mutate: readonly string[];
  readonly tests: 'unit' | 'all';
  readonly workers: number;
}

/** @throws {Error} when Stryker could not do its work, as when a test fails without any mutant */
export function runStryker({ library, mutate, tests, workers }: StrykerRun): MutationReport {
  const folder = mkdtempSync(join(tmpdir(), 'iap-stryker-'));
  const [config, report] = [join(folder, 'stryker.config.json'), join(folder, 'report.json')];
  const settings = {
    mutate,
    testRunner: 'jest',
    jest: { projectType: 'custom', configFile: 'mutation/jest.mutation.config.ts' },
    testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
    coverageAnalysis: 'perTest',
    // A busy machine must not make slow tests look like an endless loop.
    timeoutMS: tests === 'all' ? 120_000 : 20_000,
    inPlace: true,
    disableTypeChecks: false,
    concurrency: workers,
    reporters: ['json', 'progress-append-only'],
    jsonReporter: { fileName: report },
    tempDirName: join(folder, 'temporary'),
    allowConsoleColors: false,
  };
  try {
    writeFileSync(config, JSON.stringify(settings));
    const { status } = spawnSync(process.execPath, [STRYKER, 'run', config], {
      cwd: library,
      env: { ...process.env, IAP_MUTATION_TESTS: tests },
      stdio: ['ignore', 2, 2],
    });
    if (status !== 0) throw new Error(`Stryker ended with ${String(status)}`);
    return JSON.parse(readFileSync(report, 'utf8')) as MutationReport;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
