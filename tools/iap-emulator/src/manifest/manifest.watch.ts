import { watch } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Manifest } from './manifest.ts';
import { manifestText, parseManifest } from './manifest.reader.ts';

/** Milliseconds that an editor has to finish writing. */
const SETTLING_MS = 50;

export interface ManifestWatch {
  /** Takes the manifest over; what it throws counts as a fault of the manifest. */
  readonly onManifest: (manifest: Manifest) => Promise<void>;
  readonly onFault: (error: Error) => void;
}

/**
 * Reads the manifest again whenever its text changes, until the signal ends it.
 * @param text what was read last
 */
export async function watchManifest(
  file: string,
  text: string,
  { onManifest, onFault }: ManifestWatch,
  signal: AbortSignal,
): Promise<void> {
  let last = text;
  try {
    // The folder and not the file: many editors write another file and rename it.
    for await (const { filename } of watch(dirname(file), { signal })) {
      if (filename !== null && filename !== basename(file)) continue;
      await pause(SETTLING_MS, undefined, { signal });
      last = await readAgain(file, last, { onManifest, onFault });
    }
  } catch (error) {
    if (!signal.aborted) onFault(error as Error);
  }
}

async function readAgain(
  file: string,
  last: string,
  { onManifest, onFault }: ManifestWatch,
): Promise<string> {
  let text = last;
  try {
    text = await manifestText(file);
    if (text !== last) await onManifest(parseManifest(text, file));
  } catch (error) {
    onFault(error as Error);
  }
  return text;
}
