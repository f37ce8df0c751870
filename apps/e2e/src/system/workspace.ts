import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** The repository's top folder. */
export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** The folder that `nx run <app>:stage` makes: what App Engine would be given. */
export function stagedFolder(app: string): string {
  return join(ROOT, 'dist/stage', app);
}

/** The environment that App Engine would give the staged app. */
export function stagedEnvironment(app: string): Record<string, string> {
  const yaml = parse(readFileSync(join(stagedFolder(app), 'app.yaml'), 'utf8')) as {
    env_variables?: Record<string, string>;
  };
  return yaml.env_variables ?? {};
}
