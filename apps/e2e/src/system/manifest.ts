import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { ROOT } from './workspace.ts';

interface ServiceListeners {
  port: number;
  metadata_port: number;
  proxy: string;
}

interface Manifest {
  project: { id: string; number: string };
  iap: { oauth_client_id: string };
  emulator: { port: number; services: Record<string, ServiceListeners> };
}

/** The repository's own manifest, read anew. */
export function readManifest(): Manifest {
  return parse(readFileSync(join(ROOT, 'app-yaml/iap.yaml'), 'utf8')) as Manifest;
}

/** Writes the repository's manifest with other listeners into `folder`; returns the file's path. */
export function writeManifest(folder: string, emulator: Manifest['emulator']): string {
  const file = join(folder, 'iap.yaml');
  writeFileSync(file, stringify({ ...readManifest(), emulator }));
  return file;
}
