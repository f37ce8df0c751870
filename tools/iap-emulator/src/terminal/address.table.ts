import type { Emulator } from '../emulator.ts';

/** The addresses that somebody who has just started everything wants to open. */
export function addressTable({ manifest, services, url: own }: Emulator): string {
  const rows = Object.entries(manifest.services).map(([id, { app, access }]) => {
    const name = access === 'public' ? `${app}, open to everybody` : `${app}, closed by IAP`;
    return [name, services[id]?.url ?? ''] as const;
  });
  const all = [...rows, ['IAP emulator', own] as const];
  const width = Math.max(...all.map(([name]) => name.length));
  return all.map(([name, url]) => `  ${name.padEnd(width)}  ${url}`).join('\n');
}
