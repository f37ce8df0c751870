import { AssertionMint } from '../assertion.mint.ts';
import type { Scale } from '../bench.options.ts';
import { nestjsIapInRequests } from '../contestants/nestjs-iap.contestant.ts';
import { KeyServer } from '../key.server.ts';
import { costOf } from '../measure/cost.ts';
import { inputOf } from '../pinned.process.ts';
import { findingsOf, type MemorySample } from './memory.findings.ts';

/** Blocks in which the assertions are minted, verified and forgotten. */
const BLOCKS = 20;

/** Minted at a time; more would only be held by the benchmark itself. */
const BATCH = 1000;

const { memoryCalls } = inputOf() as Scale;
const mint = new AssertionMint();
const keyServer = await KeyServer.start(mint.jwks());
const { verify } = await nestjsIapInRequests({ mint, keyServer, assertions: [] });

await verifyDistinct(BATCH);
const samples: MemorySample[] = [sample(0)];
for (let block = 1; block <= BLOCKS; block++) {
  await verifyDistinct(memoryCalls / BLOCKS);
  samples.push(sample((memoryCalls / BLOCKS) * block));
}
process.send?.(findingsOf(samples));
process.exit();

async function verifyDistinct(count: number): Promise<void> {
  for (let left = count; left > 0; left -= BATCH) {
    const assertions = mint.mint(Math.min(BATCH, left));
    await costOf(assertions.length, 64, (n) => verify(assertions[n] ?? '', n));
  }
}

function sample(verified: number): MemorySample {
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { verified, live: heapUsed + external, rss };
}
