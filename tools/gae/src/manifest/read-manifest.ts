import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Manifest, Service } from './manifest.ts';
import { parseManifest } from './parse-manifest.ts';

/** Where the manifest stands, relative to the workspace. */
export const MANIFEST = 'app-yaml/iap.yaml';

/**
 * The manifest of a workspace.
 *
 * @param path another manifest than app-yaml/iap.yaml; relative to the workspace, or absolute
 * @throws {YamlError} for a fault in it
 */
export function readManifest(workspaceRoot: string, path = MANIFEST): Manifest {
  const file = resolve(workspaceRoot, path);
  const shown = relative(workspaceRoot, file);
  return parseManifest(readFileSync(file, 'utf8'), shown.startsWith('..') ? file : join(shown));
}

/** The service that an app is deployed as. */
export function serviceOf(manifest: Manifest, app: string): Service {
  const service = manifest.services.find((candidate) => candidate.app === app);
  if (service) return service;
  throw new Error(`No service in ${MANIFEST} has "app: ${app}". Add one under services:, with its access.`);
}
