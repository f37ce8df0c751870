import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds that the emulator may take until it answers; it needs a fraction of one second. */
const PATIENCE = 20_000;
const INTERVAL = 100;

/**
 * Waits until IAP's keys can be read. An app that starts before would have nobody to ask who it is or who calls, and
 * one whose emulator never starts would look alive while nothing works.
 *
 * @throws {Error} when nothing answers as the emulator does
 */
export async function emulatorAt(keysUrl: string, patience = PATIENCE): Promise<void> {
  const deadline = Date.now() + patience;
  do {
    if (await publishesKeys(keysUrl)) return;
    await sleep(INTERVAL);
  } while (Date.now() < deadline);
  throw new Error(
    `No IAP emulator answers at ${new URL(keysUrl).origin}. What it printed says why; alone it is started by nx serve iap-emulator.`,
  );
}

async function publishesKeys(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1_000), redirect: 'error' });
    return response.ok && 'keys' in ((await response.json()) as object);
  } catch {
    return false; // not yet, or somebody else's port
  }
}
