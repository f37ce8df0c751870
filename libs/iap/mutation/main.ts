import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { EXPLAINED } from './explained.survivors.ts';
import { isUnnoticed, type LocatedMutant, type Mutant, mutantsOf } from './mutant.report.ts';
import { optionsOf } from './mutation.options.ts';
import { runStryker } from './stryker.run.ts';
import { WorkspaceCopy } from './workspace.copy.ts';

const { mutate, workers, report, isThorough } = optionsOf(process.argv.slice(2));
installStryker();

const copy = WorkspaceCopy.make();
try {
  const { library } = copy;
  const first = mutantsOf(runStryker({ library, mutate, tests: 'unit', workers }));
  const unnoticed = first.filter(isUnnoticed);
  write(first.length, unnoticed);
  const noticedLater = isThorough ? noticedByAll(library, unnoticed) : [];
  const survivors = unnoticed.filter(
    (mutant) => !noticedLater.some((other) => other.range === mutant.range && isSame(mutant, other)),
  );
  write(first.length, survivors);
  const unexplained = survivors.filter((mutant) => !EXPLAINED.some((explained) => isSame(explained, mutant)));
  for (const { file, line, original, replacement, status } of unexplained) {
    console.log(`${file}:${line} ${status}\n  - ${original}\n  + ${replacement}`);
  }
  console.log(
    `${first.length} mutants, ${first.length - survivors.length} noticed, ` +
      `${survivors.length - unexplained.length} explained, ${unexplained.length} neither`,
  );
  if (unexplained.length > 0) process.exitCode = 1;
} finally {
  copy.remove();
}

/** Those of them that some test notices when all are asked. */
function noticedByAll(library: string, unnoticed: readonly LocatedMutant[]): LocatedMutant[] {
  const ranges = [...new Set(unnoticed.map(({ range }) => range))];
  if (ranges.length === 0) return [];
  return mutantsOf(runStryker({ library, mutate: ranges, tests: 'all', workers })).filter(
    (mutant) => !isUnnoticed(mutant),
  );
}

/** Written after each part: the second one may take an hour. */
function write(mutants: number, survivors: readonly LocatedMutant[]): void {
  if (report !== undefined) writeFileSync(report, JSON.stringify({ mutants, survivors }, undefined, 2));
}

function isSame(a: Mutant, b: Mutant): boolean {
  return a.file === b.file && a.original === b.original && a.replacement === b.replacement;
}

function installStryker(): void {
  const here = fileURLToPath(new URL('.', import.meta.url));
  if (existsSync(`${here}node_modules/.package-lock.json`)) return;
  process.stderr.write(
    'mutation: installing Stryker from package-lock.json into mutation/node_modules (once)\n',
  );
  // Jest is the workspace's own: the runner's wish for one beside it is not fulfilled.
  const npm = ['ci', '--prefix', here, '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund'];
  const { status } = spawnSync('npm', npm, { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('npm ci failed: without Stryker nothing can be mutated');
}
