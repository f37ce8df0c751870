import { setTimeout } from 'node:timers/promises';
import { type Gcloud, GcloudError } from '../gcloud/capture.ts';
import type { Manifest, Service } from '../manifest/manifest.ts';
import { commandFor, switchCommand } from './commands.ts';
import { type Change, type Difference, differenceOf, type Grant, holds } from './difference.ts';
import { accessAt, observe } from './observed.ts';
import { originOf, probe } from './probe.ts';

/** How many times a change is tried that somebody else's change has overtaken. */
const ATTEMPTS = 5;
/** Milliseconds before the second attempt; doubled with each. */
const FIRST_PAUSE = 500;
/** Milliseconds between two calls of a service that is not closed yet. */
const PROBE_INTERVAL = 1_000;

export interface ApplyOptions {
  /** Whether members may be taken away that the manifest does not name. */
  readonly mayRemove: boolean;
  /** Seconds between the last grant and the switch. Google names "a few minutes" until a grant counts everywhere. */
  readonly waitSeconds: number;
  /** Seconds that IAP may take after the switch until it stands in front of the closed services. */
  readonly settleSeconds: number;
  /** By service: where to call it, if not at its own address. */
  readonly origins: ReadonlyMap<string, string>;
  readonly say: (line: string) => void;
}

/** What was found and what became of it. */
export interface Applied {
  readonly outcome: 'in sync' | 'changed' | 'blocked' | 'put back';
  readonly difference: Difference;
  readonly done: readonly Change[];
  /** Not allowed, so left as they are. */
  readonly left: readonly Change[];
  /** What the probes found after the switch. */
  readonly faults: readonly string[];
}

/**
 * Makes Google have what the manifest says: grants first, read back, a while for them to count, then removals, then the
 * switch, then a call to each service. If one is not as it should be after the switch, IAP is switched off again.
 * Called again after a break, it goes on from what it finds.
 *
 * @throws {GcloudError} when a step fails; what was done stays, and closes nothing
 */
export async function apply(gcloud: Gcloud, manifest: Manifest, options: ApplyOptions): Promise<Applied> {
  const { say, mayRemove } = options;
  const observed = await observe(gcloud, manifest);
  const difference = differenceOf(manifest, observed);
  const base: Applied = { outcome: 'in sync', difference, done: [], left: [], faults: [] };
  if (difference.problems.some(({ isBlocking }) => isBlocking)) return { ...base, outcome: 'blocked' };
  const done: Change[] = [];
  const make = async (change: Change): Promise<void> => {
    say(sayingOf(change));
    await retried(() => gcloud(commandFor(change, manifest.project.id)));
    done.push(change);
  };
  const grants = difference.changes.filter((change) => change.does === 'grant');
  const revokes = difference.changes.filter((change) => change.does === 'revoke');
  const switches = difference.changes.filter((change) => change.does === 'switch on');
  for (const change of grants) await make(change);
  if (grants.length > 0) await assertGranted(gcloud, manifest.project.id, grants);
  if (grants.length > 0 && switches.length > 0 && options.waitSeconds > 0) {
    say(`wait ${options.waitSeconds} s for the grants to count everywhere`);
    await setTimeout(options.waitSeconds * 1000);
  }
  for (const change of mayRemove ? revokes : []) await make(change);
  const left = mayRemove ? [] : revokes;
  for (const change of switches) await make(change);
  const deployed = new Set(observed.deployed);
  const callable = manifest.services.filter(({ id }) => deployed.has(id));
  const faults = done.length > 0 ? await probeAll(manifest, callable, options) : [];
  if (faults.length > 0 && switches.length > 0) {
    say('switch IAP off again');
    await gcloud(switchCommand('disable', manifest.project.id));
    return { ...base, outcome: 'put back', done, left, faults };
  }
  return { ...base, outcome: done.length > 0 ? 'changed' : 'in sync', done, left, faults };
}

/** A change in words. */
export function sayingOf(change: Change): string {
  switch (change.does) {
    case 'grant':
      return `grant ${change.member} access to ${change.service}`;
    case 'revoke':
      return `take access to ${change.service} from ${change.member}`;
    case 'switch on':
      return 'switch IAP on, for all services';
  }
}

/** What gcloud says it has written is not taken for what is there. */
async function assertGranted(gcloud: Gcloud, project: string, grants: readonly Grant[]): Promise<void> {
  const services = [...new Set(grants.map(({ service }) => service))];
  const read = services.map(
    async (service) => [service, await accessAt(gcloud, project, { service })] as const,
  );
  const accesses = new Map(await Promise.all(read));
  const missing = grants.filter(({ service, member }) => !holds(accesses.get(service), member));
  if (missing.length === 0) return;
  throw new Error(
    `Not there after it was written, so IAP was not switched on: ${missing.map(sayingOf).join('; ')}.`,
  );
}

/** A public service that is closed is told at once; a closed one may take a while to close. */
async function probeAll(
  manifest: Manifest,
  services: readonly Service[],
  { origins, say, settleSeconds }: ApplyOptions,
): Promise<string[]> {
  const end = performance.now() + settleSeconds * 1000;
  const found = await Promise.all(
    services.map(async (service) => {
      const origin = originOf(manifest, service, origins);
      let fault = await probe(service, origin);
      while (fault !== undefined && service.access === 'closed' && performance.now() < end) {
        await setTimeout(PROBE_INTERVAL);
        fault = await probe(service, origin);
      }
      say(fault ?? `${service.id} is ${service.access}, as called at ${origin}`);
      return fault;
    }),
  );
  return found.filter((fault) => fault !== undefined);
}

async function retried(step: () => Promise<string>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await step();
      return;
    } catch (error) {
      const isOvertaken = error instanceof GcloudError && /concurrent policy changes/i.test(error.said);
      if (!isOvertaken || attempt === ATTEMPTS) throw error;
      await setTimeout(FIRST_PAUSE * 2 ** (attempt - 1));
    }
  }
}
