import { AssertionMint } from '../assertion.mint.ts';
import type { Scale } from '../bench.options.ts';
import { KeyServer } from '../key.server.ts';
import { type Cell, interleave } from '../measure/interleave.ts';
import { inputOf } from '../pinned.process.ts';
import { bundleApps } from './app.bundle.ts';
import { startOnce, type StartSample } from './app.start.ts';
import { APPS, findingsOf } from './start.findings.ts';

const { rounds } = inputOf() as Scale;
const keyServer = await KeyServer.start(new AssertionMint().jwks());
const bundles = await bundleApps(APPS);
const cells = APPS.map((app): Cell<StartSample> => ({
  name: app,
  run: () => startOnce(bundles[app], keyServer.url('/start')),
}));

await interleave(cells, 1);
process.send?.(findingsOf(await interleave(cells, rounds)));
process.exit();
