import { loadavg } from 'node:os';
import { optionsOf, type Section } from './bench.options.ts';
import { installPeers } from './peers.install.ts';
import { type Core, resultOf } from './pinned.process.ts';
import type { Findings } from './report/findings.ts';
import { machine, machineLine } from './report/machine.ts';
import { print } from './report/table.ts';
import { isMet, targetTable } from './report/target.ts';

/** Each section runs in a process of its own, with nothing of the others in its heap. */
const PROCESSES: Readonly<Record<Section, { file: string; core: Core; nodeFlags?: string[] }>> = {
  verify: { file: './verify/verify.process.ts', core: 'measured' },
  reject: { file: './reject/reject.process.ts', core: 'measured' },
  memory: { file: './memory/memory.process.ts', core: 'measured', nodeFlags: ['--expose-gc'] },
  route: { file: './route/route.process.ts', core: 'load' },
  start: { file: './start/start.process.ts', core: 'load' },
  client: { file: './client/client.process.ts', core: 'load' },
  'client-start': { file: './client/client-start.process.ts', core: 'load' },
};

const { json, assert, sections, scale } = optionsOf(process.argv.slice(2));
installPeers();
const about = machine();
if (!json) console.log(machineLine(about));

const findings: Findings[] = [];
for (const section of sections) {
  const { file, core, nodeFlags } = PROCESSES[section];
  const found = (await resultOf(new URL(file, import.meta.url), core, scale, nodeFlags)) as Findings;
  findings.push(found);
  if (!json) for (const table of found.tables) console.log(print(table));
}

const targets = findings.flatMap((found) => found.targets);
const loadAfter = loadavg()[0] ?? 0;
if (json) {
  const tables = findings.flatMap((found) => found.tables);
  const judged = targets.map((target) => ({ ...target, isMet: isMet(target) }));
  console.log(JSON.stringify({ ...about, loadAfter, scale, tables, targets: judged }, undefined, 2));
} else {
  console.log(print(targetTable(targets)));
  console.log(`load average ${loadAfter.toFixed(2)} after`);
}
if (assert && !targets.every(isMet)) process.exitCode = 1;
