import type { Manifest, Service } from '../manifest/manifest.ts';
import type { Access, Observed } from './observed.ts';

/** One step from what Google has to what the manifest says, in the order in which they are safe. */
export type Change = Grant | Revoke | { readonly does: 'switch on' };

export interface Revoke {
  readonly does: 'revoke';
  readonly service: string;
  readonly member: string;
}

export interface Grant {
  readonly does: 'grant';
  readonly service: string;
  readonly member: string;
}

/** What no step mends. */
export interface Problem {
  /** Whether switching IAP on, or leaving it on, would close what is open or open what is closed. */
  readonly isBlocking: boolean;
  readonly says: string;
}

export interface Difference {
  readonly changes: readonly Change[];
  readonly problems: readonly Problem[];
}

/** Members that let in more than one named caller. */
const EVERYBODY = ['allUsers', 'allAuthenticatedUsers'];

/**
 * Compares the manifest with what Google has. Grants come first and the switch last: before IAP is on, a policy closes
 * nothing, and after it everything is closed that has no grant.
 */
export function differenceOf(manifest: Manifest, observed: Observed): Difference {
  const services = manifest.services.map((service) => changesOf(service, observed.services.get(service.id)));
  const changes: Change[] = [
    ...services.flatMap(({ grants }) => grants),
    ...services.flatMap(({ revokes }) => revokes),
    ...(observed.isOn ? [] : [{ does: 'switch on' } as const]),
  ];
  return { changes, problems: [...problemsOf(manifest, observed)] };
}

/** The members that a service is to have. */
export function membersOf({ access, callers }: Service): readonly string[] {
  return access === 'public' ? ['allUsers'] : callers;
}

/** Whether a member is more than one named caller. */
export function isEverybody(member: string): boolean {
  return EVERYBODY.includes(member);
}

function changesOf(
  service: Service,
  access: Access | undefined,
): { readonly grants: Grant[]; readonly revokes: Revoke[] } {
  const [wanted, held] = [membersOf(service), access?.members ?? []];
  const { id } = service;
  return {
    grants: missingFrom(held, wanted).map((member) => ({ does: 'grant', service: id, member })),
    revokes: missingFrom(wanted, held).map((member) => ({ does: 'revoke', service: id, member })),
  };
}

/** Whether a member may pass by a policy. */
export function holds(access: Access | undefined, member: string): boolean {
  return missingFrom(access?.members ?? [], [member]).length === 0;
}

/** IAM takes addresses in any case, and keeps them in lower case. */
function missingFrom(members: readonly string[], wanted: readonly string[]): string[] {
  const known = new Set(members.map((member) => member.toLowerCase()));
  return wanted.filter((member) => !known.has(member.toLowerCase()));
}

function* problemsOf(manifest: Manifest, observed: Observed): Generator<Problem> {
  const closed = manifest.services.filter(({ access }) => access === 'closed').map(({ id }) => id);
  for (const [place, where] of [
    ['app', 'the App Engine application'],
    ['web', 'all web applications of the project'],
    ['project', 'the project'],
  ] as const) {
    const { members } = observed[place];
    const tooMany = members.filter(isEverybody);
    if (tooMany.length > 0 && closed.length > 0) {
      const says = `${tooMany.join(' and ')} may pass to ${where}, so ${closed.join(', ')} is open: policies only add.`;
      yield { isBlocking: true, says: `${says} Remove it there.` };
    }
    const others = members.filter((member) => !isEverybody(member));
    if (others.length > 0)
      yield {
        isBlocking: false,
        says: `${others.join(', ')} may pass to ${where}, and so to every service.`,
      };
  }
  const known = new Set(manifest.services.map(({ id }) => id));
  for (const id of observed.deployed.filter((service) => !known.has(service))) {
    const says = `The service ${id} is deployed and not in the manifest: with IAP on nobody can call it. Add it, or delete it.`;
    const isOpenTo = observed.services.get(id)?.members.length ?? 0;
    yield { isBlocking: isOpenTo === 0, says };
  }
  for (const { id } of manifest.services.filter(({ id: each }) => !observed.deployed.includes(each)))
    yield { isBlocking: false, says: `The service ${id} is not deployed yet.` };
  const { oauthClientId } = manifest.iap;
  if (observed.clientId !== '' && observed.clientId !== oauthClientId) {
    const says = `IAP uses the OAuth client ${observed.clientId}, the manifest says ${oauthClientId}: callers would be refused.`;
    yield { isBlocking: true, says: `${says} Write the one that IAP uses.` };
  }
  for (const [id, { conditional }] of observed.services) {
    if (conditional.length > 0)
      yield {
        isBlocking: false,
        says: `${conditional.join(', ')} may pass to ${id} under a condition; that is left alone.`,
      };
  }
}
