import { AssertionMint } from '../assertion.mint.ts';
import type { Scale } from '../bench.options.ts';
import type { Arena, Contestant } from '../contestants/contestant.ts';
import { assertJudges } from '../contestants/fairness.check.ts';
import { REFUSING } from '../contestants/index.ts';
import { OUR_KEYS } from '../contestants/nestjs-iap.contestant.ts';
import { nodeCrypto } from '../contestants/node-crypto.contestant.ts';
import { COOL_DOWN_MS } from '../../src/server/iap-key.store.ts';
import { KeyServer } from '../key.server.ts';
import { type Cost, costOf } from '../measure/cost.ts';
import { type Cell, interleave } from '../measure/interleave.ts';
import { inputOf } from '../pinned.process.ts';
import { BAD_ASSERTIONS, type BadAssertion } from './bad.assertion.ts';
import { findingsOf } from './reject.findings.ts';

/** Bad assertions of a kind; each contestant sees the same ones again in every round, for no one caches a refusal. */
const EACH = 200;

const scale = inputOf() as Scale;
const mint = new AssertionMint();
const assertions = mint.mint(EACH);
const arena: Arena = { mint, assertions, keyServer: await KeyServer.start(mint.jwks()) };

const bare = nodeCrypto(arena);
const cells: Cell<Cost>[] = [
  {
    name: `${bare.name} | accepted`,
    run: () => costOf(EACH, 1, (n) => bare.verify(assertions[n] ?? '', n)),
  },
];
for (const make of REFUSING) {
  const contestant = await make(arena);
  await assertJudges(contestant, arena);
  const kinds = BAD_ASSERTIONS.filter((kind) => !(kind.isAboutTheKey && contestant.isGivenTheKey));
  cells.push(...kinds.map((kind) => cellOf(contestant, kind)));
}

await interleave(cells, 1);
const fetchesBefore = arena.keyServer.requests(OUR_KEYS);
const begun = performance.now();
const samples = await interleave(cells, scale.rounds);
const coolDowns = Math.ceil((performance.now() - begun) / COOL_DOWN_MS);
process.send?.(findingsOf(samples, arena.keyServer.requests(OUR_KEYS) - fetchesBefore, coolDowns));
process.exit();

function cellOf(contestant: Contestant, { name, make }: BadAssertion): Cell<Cost> {
  const bad = assertions.map((good) => make(mint, good));
  return {
    name: `${contestant.name} | ${name}`,
    run: () => costOf(EACH, 1, (n) => refused(contestant, bad[n] ?? '')),
  };
}

async function refused({ verify, name }: Contestant, assertion: string): Promise<void> {
  try {
    await verify(assertion, -1);
  } catch {
    return;
  }
  throw new Error(`${name} accepts what nobody may accept`);
}
