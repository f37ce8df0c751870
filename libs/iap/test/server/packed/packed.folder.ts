import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const LIBRARY = fileURLToPath(new URL('../../../', import.meta.url));
const WORKSPACE_MODULES = fileURLToPath(new URL('../../../../../node_modules/', import.meta.url));
export const TSC = join(WORKSPACE_MODULES, 'typescript-7/bin/tsc');

const run = promisify(execFile);

export interface Ended {
  readonly code: number;
  readonly output: string;
}

/** A folder outside the workspace with the library as npm packs it, and nothing else but the packages that are named. */
export class PackedFolder {
  private constructor(readonly path: string) {}

  /** @param packages what an app would have installed beside the library; they are links into the workspace */
  static async create(packages: readonly string[]): Promise<PackedFolder> {
    const folder = new PackedFolder(mkdtempSync(join(tmpdir(), 'nestjs-iap-')));
    const installed = join(folder.path, 'node_modules', 'nestjs-iap');
    const [source, tarballs] = [join(folder.path, 'source'), join(folder.path, 'tarballs')];
    for (const made of [installed, source, tarballs]) mkdirSync(made, { recursive: true });
    for (const file of ['package.json', 'README.md', 'LICENSE'])
      cpSync(join(LIBRARY, file), join(source, file));
    const outDir = join(source, 'dist');
    await run(process.execPath, [TSC, '-p', join(LIBRARY, 'tsconfig.build.json'), '--outDir', outDir]);
    await run('npm', ['pack', source, '--pack-destination', tarballs, '--offline']);
    const [tarball = ''] = readdirSync(tarballs);
    await run('tar', ['-xzf', join(tarballs, tarball), '-C', installed, '--strip-components=1']);
    for (const name of packages) {
      const link = join(folder.path, 'node_modules', name);
      mkdirSync(join(link, '..'), { recursive: true });
      symlinkSync(join(WORKSPACE_MODULES, name), link);
    }
    folder.write('package.json', JSON.stringify({ name: 'outside', private: true, type: 'module' }));
    return folder;
  }

  write(name: string, text: string): string {
    const file = join(this.path, name);
    writeFileSync(file, text);
    return file;
  }

  /** Runs a program here, without what Jest adds to the environment. */
  async run(program: string, ...args: string[]): Promise<Ended> {
    const { NODE_OPTIONS: _, ...env } = process.env;
    const options = { cwd: this.path, env };
    return run(program, args, options).then(
      ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
      (error: unknown) => {
        const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
        return { code, output: stdout + stderr };
      },
    );
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}
