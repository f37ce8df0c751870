import { setTimeout } from 'node:timers/promises';
import { type Gcloud, GcloudError } from '../gcloud/capture.ts';
import type { Manifest, Service } from '../manifest/manifest.ts';
import { commandFor, switchCommand } from './commands.ts';
import { type Change, type Difference, differenceOf, type Grant, holds, isEverybody } from './difference.ts';
import { accessAt, observe } from './observed.ts';
import { originOf, probe } from './probe.ts';

/** How many times a change is tried that somebody else's change has overtaken. */
const ATTEMPTS = 5;
/** Milliseconds before the second attempt; doubled with each. */
const FIRST_PAUSE = 500;
/** Milliseconds between two calls of a service that is not as it should be yet. */
const PROBE_INTERVAL = 1_000;

export interface ApplyOptions {
  /** Whether members may be taken away that the manifest does not name. */
  readonly mayRemove: boolean;
  /** Seconds before the switch, for grants to count everywhere. Google names "a few minutes". */
  readonly waitSeconds: number;
  /** Seconds that IAP may take after the switch until it stands in front of the closed services. */
  readonly settleSeconds: number;
  /** By service: where to call it, if not at its own address. */
  readonly origins: ReadonlyMap<string, string>;
  readonly say: (line: string) => void;
  /** Waits so many milliseconds. */
  readonly sleep?: (ms: number) => Promise<void>;
}

/** What was found and what became of it. */
export interface Applied {
  /** `differs`: what is left, or what the services answer, is not what the manifest says. */
  readonly outcome: 'in sync' | 'changed' | 'differs' | 'blocked' | 'put back';
  readonly difference: Difference;
  readonly done: readonly Change[];
  /** Not allowed, so left as they are. */
  readonly left: readonly Change[];
  /** What stood in the way, or what the services answered otherwise than they should. */
  readonly faults: readonly string[];
}

/**
 * Makes Google have what the manifest says: grants first, read back, then removals, then a while for all of it to count,
 * then the switch, then a call to each service. If one is not as it should be after the switch, IAP is switched off again.
 * Called again after a break, it goes on from what it finds; when grants were made is not known then, so it waits again.
 *
 * @throws {GcloudError} when a step fails; what was done stays, and closes nothing
 */
export async function apply(gcloud: Gcloud, manifest: Manifest, options: ApplyOptions): Promise<Applied> {
  const { say, mayRemove, waitSeconds, sleep = pause } = options;
  const { id: project } = manifest.project;
  const observed = await observe(gcloud, manifest);
  const difference = differenceOf(manifest, observed);
  const grants = difference.changes.filter((change) => change.does === 'grant');
  const revokes = difference.changes.filter((change) => change.does === 'revoke');
  const switches = difference.changes.filter((change) => change.does === 'switch on');
  const left = mayRemove ? [] : revokes;
  const done: Change[] = [];

  const obstacles = difference.problems.filter(({ isBlocking }) => isBlocking).map(({ says }) => says);
  const open = left.filter(({ member }) => isEverybody(member)).map(({ service }) => service);
  if (open.length > 0 && switches.length > 0) {
    obstacles.push(
      `${open.join(', ')} is to be closed, and everybody may pass: IAP would not close it. Say --remove.`,
    );
  }
  if (obstacles.length > 0) return { outcome: 'blocked', difference, done, left, faults: obstacles };

  const make = async (change: Change): Promise<void> => {
    say(sayingOf(change));
    await retried(() => gcloud(commandFor(change, project)), sleep);
    done.push(change);
  };
  for (const change of grants) await make(change);
  if (grants.length > 0) await assertGranted(gcloud, project, grants);
  for (const change of mayRemove ? revokes : []) await make(change);
  if (switches.length > 0 && waitSeconds > 0) {
    say(`wait ${waitSeconds} s for the grants to count everywhere`);
    await sleep(waitSeconds * 1000);
  }
  for (const change of switches) await make(change);

  const deployed = new Set(observed.deployed);
  const callable = manifest.services.filter(({ id }) => deployed.has(id));
  const faults = await probeAll(manifest, callable, options);
  if (faults.length > 0 && switches.length > 0) {
    say('switch IAP off again');
    await putBack(gcloud, project);
    return { outcome: 'put back', difference, done, left, faults };
  }
  const isAsSaid = faults.length === 0 && left.length === 0;
  const outcome = !isAsSaid ? 'differs' : done.length > 0 ? 'changed' : 'in sync';
  return { outcome, difference, done, left, faults };
}

async function putBack(gcloud: Gcloud, project: string): Promise<void> {
  try {
    await gcloud(switchCommand('disable', project));
  } catch (cause) {
    throw new Error('IAP is STILL ON and could not be switched off: run gae:rollback.', { cause });
  }
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

/** A public service for which IAP answers is told at once: its visitors are turned away. All else may take a while. */
async function probeAll(
  manifest: Manifest,
  services: readonly Service[],
  { origins, say, settleSeconds, sleep = pause }: ApplyOptions,
): Promise<string[]> {
  const attempts = Math.floor((settleSeconds * 1000) / PROBE_INTERVAL);
  const found = await Promise.all(
    services.map(async (service) => {
      const origin = originOf(manifest, service, origins);
      let fault = await probe(service, origin);
      for (let attempt = 0; fault !== undefined && !fault.isLockedOut && attempt < attempts; attempt++) {
        await sleep(PROBE_INTERVAL);
        fault = await probe(service, origin);
      }
      say(fault?.says ?? `${service.id} is ${service.access}, as called at ${origin}`);
      return fault?.says;
    }),
  );
  return found.filter((fault) => fault !== undefined);
}

async function retried(step: () => Promise<string>, sleep: (ms: number) => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await step();
      return;
    } catch (error) {
      const isOvertaken = error instanceof GcloudError && /concurrent policy changes/i.test(error.said);
      if (!isOvertaken || attempt === ATTEMPTS) throw error;
      await sleep(FIRST_PAUSE * 2 ** (attempt - 1));
    }
  }
}

async function pause(ms: number): Promise<void> {
  await setTimeout(ms);
}
