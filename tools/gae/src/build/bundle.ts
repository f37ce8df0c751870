import { isBuiltin } from 'node:module';
import { build as esbuild, type Metafile, type Plugin } from 'esbuild';
import { compile, isWorkspaceSource } from '../swc.ts';

export interface BundleInput {
  readonly workspaceRoot: string;
  /** What to bundle and where to, absolute. */
  readonly main: string;
  readonly outfile: string;
  /** Major version of Node that will run it. */
  readonly node: number;
  readonly isWorkspacePackage: (name: string) => boolean;
}

/**
 * Bundles an app and the workspace's packages that it uses into one file with a map; packages from npm stay imports.
 *
 * @returns the names of the packages that the bundle imports
 */
export async function bundle({
  workspaceRoot,
  main,
  outfile,
  node,
  isWorkspacePackage,
}: BundleInput): Promise<readonly string[]> {
  const { metafile } = await esbuild({
    absWorkingDir: workspaceRoot,
    entryPoints: [main],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: `node${node}`,
    conditions: ['workspace-source'],
    sourcemap: true,
    // Nest logs classes by name, and errors carry theirs.
    keepNames: true,
    metafile: true,
    plugins: [installedPackagesStayImports(isWorkspacePackage), swc],
    logLevel: 'warning',
  });
  return importedPackages(metafile);
}

/** The packages among the imports that stayed in the output. */
export function importedPackages({ outputs }: Pick<Metafile, 'outputs'>): string[] {
  const imports = Object.values(outputs).flatMap(({ imports: all }) =>
    all.filter(({ external }) => external),
  );
  return [
    ...new Set(
      imports
        .map(({ path }) => path)
        .filter((path) => !isBuiltin(path))
        .map(packageName),
    ),
  ].sort();
}

/** `@scope/name/sub/path` → `@scope/name` */
export function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

// esbuild drops the types that Nest's injection reads from decorators, so every file goes through swc first.
const swc: Plugin = {
  name: 'swc',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, ({ path }) =>
      isWorkspaceSource(path) ? { contents: compile(path), loader: 'js' } : undefined,
    );
  },
};

function installedPackagesStayImports(isWorkspacePackage: (name: string) => boolean): Plugin {
  return {
    name: 'installed-packages-stay-imports',
    setup(build) {
      build.onResolve({ filter: /^[^./#]/ }, ({ path, kind }) => {
        if (kind === 'entry-point' || (!isBuiltin(path) && isWorkspacePackage(packageName(path))))
          return undefined;
        return { path, external: true };
      });
    },
  };
}
