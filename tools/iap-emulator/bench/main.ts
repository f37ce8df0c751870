import { cpus, loadavg } from 'node:os';
import { type Load, load } from './load.ts';
import { MeasuredServer } from './measured.server.ts';

const ROUNDS = 7;
const MS = 1_000;
const IN_FLIGHT = 32;
const MANY = 200_000;

console.log(
  `Node ${process.version}, ${String(cpus().length)} × ${cpus()[0]?.model ?? ''}; load average ${String(loadavg()[0])} before`,
);
console.log('Servers on one core, app and load on the other; ratios of the same round, medians.\n');
const app = await MeasuredServer.start({ kind: 'app' }, '1');
const proxy = await MeasuredServer.start({ kind: 'bare proxy', app: app.origin }, '0');
const emulator = await MeasuredServer.start({ kind: 'emulator', app: app.origin }, '0');

const rounds: Record<'alone' | 'many', { proxy: Load; emulator: Load }[]> = { alone: [], many: [] };
for (let round = 0; round <= ROUNDS; round++) {
  for (const [name, inFlight] of [
    ['alone', 1],
    ['many', IN_FLIGHT],
  ] as const) {
    const measured = { proxy: await load(proxy, inFlight, MS), emulator: await load(emulator, inFlight, MS) };
    if (round > 0) rounds[name].push(measured); // The first warms up.
  }
}
const { rss: before } = await emulator.usage();
for (let done = 0; done < MANY;) done += (await load(emulator, IN_FLIGHT, 2_000)).perSecond * 2;
const { rss: after } = await emulator.usage();

report('start to ready, ms', emulator.readyMs, 'at most 300');
report(
  'added latency at one request a time, p50 in ms',
  median(rounds.alone.map((r) => r.emulator.p50 - r.proxy.p50)),
  'at most 1',
);
report(
  'requests a second, 32 under way',
  median(rounds.many.map((r) => r.emulator.perSecond)),
  'at least 5000',
);
report('the same / bare proxy', median(rounds.many.map((r) => r.emulator.perSecond / r.proxy.perSecond)), '');
report('CPU of a request / bare proxy', median(rounds.many.map((r) => r.emulator.cpu / r.proxy.cpu)), '');
report(`memory after ${String(MANY)} requests more / before`, after / before, 'flat');
await Promise.all([emulator, proxy, app].map((server) => server.stop()));

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

function report(what: string, value: number, target: string): void {
  console.log(`${what.padEnd(52)} ${value.toPrecision(3).padStart(8)}   ${target}`);
}
