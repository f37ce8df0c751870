import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import type { Manifest } from './manifest.ts';
import { ManifestError } from './manifest.error.ts';
import { checkManifest } from './manifest.rules.ts';
import { manifestSchema } from './manifest.schema.ts';
import { YamlPlace } from './yaml.place.ts';
import type { YamlFile } from './yaml.place.ts';

/**
 * Reads a manifest from a file.
 * @throws {ManifestError} naming every fault with line, column, key and what to write
 */
export async function readManifest(file: string): Promise<Manifest> {
  return parseManifest(await manifestText(file), file);
}

/**
 * Reads a manifest from its text; `file` is what faults name.
 * @throws {ManifestError}
 */
export function parseManifest(source: string, file: string): Manifest {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const yaml: YamlFile = { document, lines, faults: [] };
  for (const error of document.errors) new YamlPlace(yaml, '', null, error.pos[0]).refuse(sentenceFor(error));
  const root = new YamlPlace(yaml, '', document.contents);
  const manifest = yaml.faults.length > 0 ? null : manifestSchema(root);
  if (manifest && yaml.faults.length === 0) checkManifest(manifest, root);
  if (!manifest || yaml.faults.length > 0) throw new ManifestError(file, yaml.faults);
  return { file, ...manifest };
}

function sentenceFor({ code, message }: { code: string; message: string }): string {
  return code === 'DUPLICATE_KEY' ? 'this key stands here twice; remove one' : message;
}

/**
 * The text of a manifest.
 * @throws {ManifestError} when there is none
 */
export async function manifestText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const why =
      (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : 'it cannot be read';
    const message = `${why}; name the manifest with --config FILE or the variable IAP_CONFIG`;
    throw new ManifestError(file, [{ line: 1, column: 1, key: '', message }]);
  }
}
