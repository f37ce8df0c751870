/** App Engine standard: "This deployment has too many files. New versions are limited to 10000 files for this app." */
export const MAX_FILES = 10_000;

const LOCK_FILES = [
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
  'bun.lockb',
];

/**
 * What is wrong with the files of a staged folder.
 *
 * @param folder as it is named in the refusals
 * @param files paths relative to it
 */
export function checkFiles(folder: string, files: readonly string[]): readonly string[] {
  const faults: string[] = [];
  const locks = LOCK_FILES.filter((name) => files.includes(name));
  if (locks.length !== 1)
    faults.push(
      locks.length === 0
        ? `${folder}: no package-lock.json; build the app with gae:build, which writes it`
        : `${folder}: ${locks.join(' and ')}; App Engine cannot tell which one installs. Keep package-lock.json`,
    );
  if (files.length > MAX_FILES)
    faults.push(
      `${folder}: ${files.length} files; App Engine takes ${MAX_FILES}. Serve large sets of files from Cloud Storage`,
    );
  return faults;
}
