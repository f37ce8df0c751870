import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface AppPackage {
  readonly gae?: { readonly runtimeDependencies?: readonly string[] };
}

/**
 * The packages that an app loads by name at run time, so that no import statement shows them:
 * `"gae": { "runtimeDependencies": [...] }` in its package.json.
 */
export function readRuntimeDependencies(appRoot: string): readonly string[] {
  const file = join(appRoot, 'package.json');
  if (!existsSync(file)) return [];
  return (JSON.parse(readFileSync(file, 'utf8')) as AppPackage).gae?.runtimeDependencies ?? [];
}
