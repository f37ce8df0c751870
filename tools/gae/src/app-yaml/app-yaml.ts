import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Document } from 'yaml';
import type { Environment } from '../environment.ts';
import { YamlField } from '../yaml/yaml-field.ts';

/** One app-yaml/<app>.yaml, with its comments and the places of its values. */
export interface AppYaml {
  /** Relative to the workspace. */
  readonly file: string;
  readonly document: Document;
  readonly top: YamlField;
  readonly fields: ReadonlyMap<string, YamlField>;
}

/** @throws {YamlError} when it is not a YAML mapping */
export function parseAppYaml(text: string, file: string): AppYaml {
  const { document, top } = YamlField.parse(text, file);
  return { file, document, top, fields: new Map(top.entries()) };
}

/** @returns undefined for an app that is not deployed */
export function readAppYaml(workspaceRoot: string, app: string): AppYaml | undefined {
  const file = `app-yaml/${app}.yaml`;
  const path = join(workspaceRoot, file);
  return existsSync(path) ? parseAppYaml(readFileSync(path, 'utf8'), file) : undefined;
}

/** The variables under `env_variables`, or under another key of the same shape. */
export function variablesOf({ fields }: AppYaml, key = 'env_variables'): [name: string, value: YamlField][] {
  return fields.get(key)?.entries() ?? [];
}

/** What `env_variables` gives the process. */
export function environmentOf(appYaml: AppYaml): Environment {
  return Object.fromEntries(variablesOf(appYaml).map(([name, value]) => [name, String(value.scalar())]));
}
