import type { Lockfile } from './lockfile.ts';

/** The package.json that App Engine installs and starts. */
export interface DeployPackage {
  readonly name: string;
  readonly version: string;
  readonly private: true;
  readonly type: 'module';
  readonly engines: { readonly node: string };
  /** `start` and nothing else: a `build` or `gcp-build` would be run by App Engine's builder. */
  readonly scripts: { readonly start: string };
  readonly dependencies: Readonly<Record<string, string>>;
}

export interface DeployPackageInput {
  readonly app: string;
  /** Major version of Node. */
  readonly node: number;
  /** Packages that the app needs, with those that it loads by name. */
  readonly needed: Iterable<string>;
  readonly lock: Lockfile;
}

/** @throws {Error} when an app needs a package that the workspace does not depend on itself */
export function deployPackage({ app, node, needed, lock }: DeployPackageInput): DeployPackage {
  const declared = lock.packages['']?.dependencies ?? {};
  const dependencies = [...new Set(needed)].sort().map((name): [string, string] => {
    const version = lock.packages[`node_modules/${name}`]?.version;
    if (!Object.hasOwn(declared, name) || !version)
      throw new Error(
        `${app} needs ${name}, which is not under "dependencies" in the root package.json. Add it: npm install ${name}`,
      );
    return [name, version];
  });
  return {
    name: app,
    version: '0.0.0',
    private: true,
    type: 'module',
    engines: { node: `${node}.x` },
    scripts: { start: 'node --enable-source-maps main.js' },
    dependencies: Object.fromEntries(dependencies),
  };
}
