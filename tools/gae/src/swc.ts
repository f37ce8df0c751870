import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transformSync, type Options } from '@swc/core';

// One truth for the tests, the build and the dev server: what jest.config.ts reads too.
const swcrc = fileURLToPath(new URL('../../../.swcrc', import.meta.url));
const { $schema: _, ...options } = JSON.parse(readFileSync(swcrc, 'utf8')) as Options & { $schema?: string };

/** Compiles one file of the workspace, decorators and their metadata included; the source map is inline. */
export function compile(filename: string): string {
  const source = readFileSync(filename, 'utf8');
  return transformSync(source, { ...options, swcrc: false, filename }).code;
}

/** Whether a file is the workspace's own TypeScript. */
export function isWorkspaceSource(path: string): boolean {
  return path.endsWith('.ts') && !path.includes('/node_modules/');
}
