import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const WORKSPACE = fileURLToPath(new URL('../../../', import.meta.url));

/** The files of the workspace as they stand, uncommitted ones too, somewhere else: what is broken on purpose is the copy. */
export class WorkspaceCopy {
  readonly library: string;

  private constructor(private readonly root: string) {
    this.library = join(root, 'libs', 'iap');
  }

  static make(): WorkspaceCopy {
    const root = mkdtempSync(join(tmpdir(), 'iap-mutation-'));
    const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
    const files = execFileSync('git', list, { cwd: WORKSPACE, encoding: 'utf8' }).split('\0').filter(Boolean);
    for (const file of files.filter((name) => existsSync(join(WORKSPACE, name)))) {
      cpSync(join(WORKSPACE, file), join(root, file));
    }
    symlinkSync(join(WORKSPACE, 'node_modules'), join(root, 'node_modules'));
    return new WorkspaceCopy(root);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
