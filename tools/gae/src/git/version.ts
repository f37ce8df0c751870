import { execFileSync } from 'node:child_process';

export interface Commit {
  /** Full hash; undefined where nothing is committed yet. */
  readonly hash?: string;
  /** Time of the commit, seconds since 1970. */
  readonly time?: number;
  /** Whether the folder has what is not committed. */
  readonly dirty: boolean;
}

/** What is checked out in a folder. */
export function readCommit(folder: string): Commit {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    const [hash, time] = git('log', '-1', '--format=%H %ct').split(' ');
    const dirty = git('status', '--porcelain') !== '';
    return hash ? { hash, time: Number(time), dirty } : { dirty: true };
  } catch {
    return { dirty: true };
  }
}

/** App Engine's name for what a commit is deployed as, e.g. `20261123-1a2b3c4`: the day (UTC) for people, the hash for git. */
export function versionOf({ hash, time }: Commit): string {
  if (hash === undefined || time === undefined) return 'uncommitted';
  const day = new Date(time * 1000).toISOString().slice(0, 10).replaceAll('-', '');
  return `${day}-${hash.slice(0, 7)}`;
}

/** Why a folder cannot be deployed as a version that a commit explains; undefined when it can. */
export function obstacleTo({ hash, dirty }: Commit): string | undefined {
  if (hash === undefined)
    return 'Nothing is committed here, and a version is named after its commit: commit first.';
  if (dirty)
    return 'There are changes that are not committed, and a version is named after its commit: commit or stash them.';
  return undefined;
}
