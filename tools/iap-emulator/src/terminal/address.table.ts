import type { Emulator } from '../emulator.ts';
import type { Manifest } from '../manifest/manifest.ts';

/** The addresses that somebody who has just started everything wants to open. */
export function addressTable({ services }: Manifest, emulator: Emulator): string {
  const rows = Object.entries(services).map(([id, { app, access }]) => {
    const name = access === 'public' ? `${app}, open to everybody` : `${app}, closed by IAP`;
    return [name, emulator.services[id]?.url ?? ''] as const;
  });
  const all = [...rows, ['IAP emulator', emulator.url] as const];
  const width = Math.max(...all.map(([name]) => name.length));
  return all.map(([name, url]) => `  ${name.padEnd(width)}  ${url}`).join('\n');
}
