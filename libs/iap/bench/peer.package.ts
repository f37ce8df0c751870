import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';

/** Loads a package that may not be installed when types are checked; the caller states what it uses of it. */
export function loadPeer(name: string): Promise<unknown> {
  return import(name) as Promise<unknown>;
}

/** `name 1.2.3`, as installed. */
export function nameAndVersion(name: string): string {
  const path = findPackageJSON(name, import.meta.url);
  if (path === undefined) throw new Error(`${name} is not installed`);
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
  return `${name} ${version}`;
}
