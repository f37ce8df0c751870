import { AssertionMint } from '../assertion.mint.ts';
import type { Scale } from '../bench.options.ts';
import { KeyServer } from '../key.server.ts';
import { type Cell, interleave } from '../measure/interleave.ts';
import { AssertionRing, type WorkloadName } from '../measure/workload.ts';
import { inputOf } from '../pinned.process.ts';
import { derOf } from '../signature.der.ts';
import { GuardedServer } from './guarded.server.ts';
import { requestWith } from './keep-alive.connection.ts';
import { closedLoop, type LoadResult, openLoop, percentile } from './load.ts';
import { findingsOf } from './route.findings.ts';
import type { Framework, GuardKind } from './route.protocol.ts';
import { LOADS, type RouteSample } from './route.sample.ts';

const CONNECTIONS = 64;

/** Requests per second of the open loop: far below what any of the servers can take. */
const RATE = 1000;

/** More than any cache holds, and more than one round uses. */
const ASSERTIONS = 40_000;

const { rounds, loadMs } = inputOf() as Scale;
const mint = new AssertionMint();
const assertions = mint.mint(ASSERTIONS);
const requests = assertions.map(requestWith);
const keyServer = await KeyServer.start(mint.jwks());

/** Processes of one kind differ by a tenth, so each kind is seen in several: all rounds of one process are one draw. */
const GENERATIONS = 4;

const samples = new Map<string, RouteSample[]>();
for (const framework of ['fastify', 'express'] as const) {
  for (let generation = 0; generation < GENERATIONS; generation++) {
    for (const [name, of] of await measured(framework))
      samples.set(name, [...(samples.get(name) ?? []), ...of]);
  }
}
process.send?.(findingsOf(samples, RATE));
process.exit();

/** What fresh servers do in their share of the rounds. */
async function measured(framework: Framework): Promise<Map<string, RouteSample[]>> {
  const servers = await Promise.all(
    (['no guard', 'nestjs-iap', 'jose'] as const).map(
      async (guard) => [guard, await serverOf(framework, guard)] as const,
    ),
  );
  const cells = servers.flatMap(([guard, server]) => cellsOf(`${framework} | ${guard}`, guard, server));
  await interleave(cells, 1);
  const samplesOfCells = await interleave(cells, Math.ceil(rounds / GENERATIONS));
  for (const [, server] of servers) await server.stop();
  return samplesOfCells;
}

function serverOf(framework: Framework, guard: GuardKind): Promise<GuardedServer> {
  return GuardedServer.start({ framework, guard, keysUrl: keyServer.url(`/${guard}`) }, CONNECTIONS);
}

/** The jose guard has no cache: what is repeated costs it the same. */
function cellsOf(name: string, guard: GuardKind, server: GuardedServer): Cell<RouteSample>[] {
  const ring = new AssertionRing(ASSERTIONS);
  const closed = (load: string, workload: WorkloadName): Cell<RouteSample> =>
    cellOf(`${name} | ${load}`, server, ring.feed(workload), (next) =>
      closedLoop(server.connections, loadMs, next),
    );
  const open = cellOf(`${name} | ${LOADS.open}`, server, ring.feed('distinct'), (next) =>
    openLoop(server.connections, loadMs, RATE, next),
  );
  const cells = [closed(LOADS.distinct, 'distinct'), open];
  if (guard !== 'jose') cells.push(closed(LOADS.equal, 'all equal'));
  if (guard === 'nestjs-iap') cells.push(closed(LOADS.tenth, 'one in ten new'));
  if (guard === 'no guard') cells.push(bareCell(name, server));
  return cells;
}

function cellOf(
  name: string,
  server: GuardedServer,
  feed: () => number,
  load: (next: () => string) => Promise<LoadResult>,
): Cell<RouteSample> {
  const next = (): string => requests[feed()] ?? '';
  return {
    name,
    async run() {
      const before = await server.cpu();
      const { requests: count, ms, latencies } = await load(next);
      const cpu = ((await server.cpu()) - before) / count;
      const [p50, p99] = [percentile(latencies, 0.5), percentile(latencies, 0.99)];
      return { throughput: (count * 1000) / ms, cpu, p50, p99 };
    },
  };
}

/** The signature check alone, on the same core in the same round. */
function bareCell(name: string, server: GuardedServer): Cell<RouteSample> {
  const [assertion = ''] = assertions;
  const lastDot = assertion.lastIndexOf('.');
  const kid = mint.keys.find(({ header }) => assertion.startsWith(`${header}.`));
  const bare = {
    key: String(kid?.publicKey.export({ format: 'pem', type: 'spki' })),
    data: assertion.slice(0, lastDot),
    der: derOf(assertion.slice(lastDot + 1)).toString('base64'),
    calls: 1000,
  };
  return {
    name: `${name} | bare`,
    run: async () => ({ throughput: NaN, cpu: await server.bareCheck(bare), p50: NaN, p99: NaN }),
  };
}
