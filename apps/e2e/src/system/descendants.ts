import { readFileSync, readdirSync } from 'node:fs';

/** Processes that inherited this environment variable, however they detached themselves. Linux only. */
export function processesWith(variable: string, value: string): number[] {
  const mark = `${variable}=${value}`;
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => environmentOf(pid).includes(mark))
    .map(Number);
}

function environmentOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return []; // ended meanwhile, or somebody else's
  }
}
