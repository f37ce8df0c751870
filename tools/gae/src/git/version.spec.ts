import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderWith, removeFolders } from '../../test/fixture.ts';
import { obstacleTo, readCommit, versionOf, type Commit } from './version.ts';

afterEach(removeFolders);

const hash = '1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d';

it.each`
  commit                                      | version
  ${{ hash, time: 1795468722, dirty: false }} | ${'20261123-1a2b3c4'}
  ${{ hash, time: 1795478399, dirty: false }} | ${'20261123-1a2b3c4'}
  ${{ hash, time: 1795478400, dirty: false }} | ${'20261124-1a2b3c4'}
  ${{ dirty: true }}                          | ${'uncommitted'}
`('names a version $version', ({ commit, version }: { commit: Commit; version: string }) => {
  expect(versionOf(commit)).toBe(version);
});

it.each`
  commit                             | obstacle
  ${{ hash, time: 1, dirty: false }} | ${undefined}
  ${{ hash, time: 1, dirty: true }}  | ${expect.stringContaining('not committed')}
  ${{ dirty: true }}                 | ${expect.stringContaining('Nothing is committed')}
`('says what is in the way of $commit', ({ commit, obstacle }: { commit: Commit; obstacle: unknown }) => {
  expect(obstacleTo(commit)).toEqual(obstacle);
});

it('reads the commit of a folder, and whether there is more in it', () => {
  const folder = folderWith({ 'a.txt': 'a' });
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
  expect(readCommit(folder)).toStrictEqual({ dirty: true });
  git('init', '--quiet');
  expect(readCommit(folder)).toStrictEqual({ dirty: true });
  git('add', '.');
  git('commit', '--quiet', '--message=a', '--date=2026-11-23T10:00:00Z');
  expect(readCommit(folder)).toStrictEqual({
    hash: git('rev-parse', 'HEAD').trim(),
    time: expect.any(Number),
    dirty: false,
  });
  writeFileSync(join(folder, 'b.txt'), 'b');
  expect(readCommit(folder).dirty).toBe(true);
});
