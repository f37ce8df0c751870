import { createHash } from 'node:crypto';
import type { Manifest } from '../manifest/manifest.ts';
import { ACCESSOR_ROLE, isAccess } from './access.policy.ts';
import type { Binding, Policy } from './access.policy.ts';
import { keyOf, lineageOf } from './iap.resource.ts';
import type { IapResource } from './iap.resource.ts';
import { membersOf } from './manifest.policy.ts';

/** A member as it was written, and what became of it since the start. */
interface Change {
  readonly member: string;
  readonly to: 'granted' | 'revoked';
}

/** A policy as it was read, to be written back unless somebody else was faster. */
export interface StoredPolicy extends Policy {
  /** Base64, as Google's; another after every change. */
  readonly etag: string;
}

/** Somebody else has changed the policy since it was read. */
export class PolicyConflictError extends Error {}

/**
 * Who may pass where: what the manifest says of each service, and what was granted, revoked and set since, on services and
 * above and below them. Bindings only ever add.
 */
export class PolicyStore {
  readonly #manifest: () => Manifest;
  /** By service, then by member in lower case, as IAM compares it. */
  readonly #changes = new Map<string, ReadonlyMap<string, Change>>();
  /** What the manifest has no words for: other levels than the service, other roles, conditions. */
  readonly #others = new Map<string, readonly Binding[]>();
  #revision = 0;

  /** @param manifest the one in force, asked for each time */
  constructor(manifest: () => Manifest) {
    this.#manifest = manifest;
  }

  /** All that counts for a request to one version of a service: its own policy and those it inherits. */
  effective(service: string, version: string): Policy {
    return { bindings: lineageOf(service, version).flatMap((resource) => this.#bindingsOf(resource)) };
  }

  /** What is attached to one resource. */
  at(resource: IapResource): StoredPolicy {
    const bindings = this.#bindingsOf(resource);
    const content = JSON.stringify([keyOf(resource), this.#revision, bindings]);
    const etag = createHash('sha256').update(content).digest('base64').slice(0, 12);
    return { bindings, etag };
  }

  /**
   * Attaches another policy to one resource.
   * @param etag that of the policy that was read; without one whatever is there is overwritten, as Google does
   * @throws {PolicyConflictError} when there is another policy by now
   */
  set(resource: IapResource, bindings: readonly Binding[], etag?: string): StoredPolicy {
    if (etag !== undefined && !isSameEtag(etag, this.at(resource).etag)) throw new PolicyConflictError();
    this.#revision += 1;
    if (resource.level === 'service') this.#setAccessors(resource.service, bindings.filter(isAccess));
    const isKept = (binding: Binding): boolean => resource.level !== 'service' || !isAccess(binding);
    this.#others.set(keyOf(resource), bindings.filter(isKept));
    return this.at(resource);
  }

  /** Who may pass to one version of a service, by whatever policy. */
  accessorsOf(service: string, version: string): readonly string[] {
    const { bindings } = this.effective(service, version);
    return [...new Set(bindings.filter(isAccess).flatMap(({ members }) => members))];
  }

  /** Who may pass to a service by its own policy. */
  membersOf(service: string): readonly string[] {
    const written = this.#writtenFor(service);
    const changes = this.#changes.get(service);
    if (!changes) return written;
    const kept = written.filter((member) => !changes.has(member.toLowerCase()));
    const granted = [...changes.values()].filter(({ to }) => to === 'granted').map(({ member }) => member);
    return [...kept, ...granted];
  }

  grant(service: string, member: string): void {
    this.#change(service, { member, to: 'granted' });
  }

  revoke(service: string, member: string): void {
    this.#change(service, { member, to: 'revoked' });
  }

  /** Back to what the manifest says, for one service or for all and everything above them. */
  reset(service?: string): void {
    this.#revision += 1;
    if (service === undefined) {
      this.#changes.clear();
      this.#others.clear();
      return;
    }
    this.#changes.delete(service);
    this.#others.delete(keyOf({ level: 'service', service }));
    const ofVersions = keyOf({ level: 'version', service, version: '' });
    for (const key of this.#others.keys()) if (key.startsWith(ofVersions)) this.#others.delete(key);
  }

  #bindingsOf(resource: IapResource): Binding[] {
    const others = this.#others.get(keyOf(resource)) ?? [];
    const members = resource.level === 'service' ? this.membersOf(resource.service) : [];
    return members.length === 0 ? [...others] : [{ role: ACCESSOR_ROLE, members }, ...others];
  }

  #writtenFor(service: string): readonly string[] {
    const { services } = this.#manifest();
    const entry = Object.hasOwn(services, service) ? services[service] : undefined;
    return entry ? membersOf(entry) : [];
  }

  #setAccessors(service: string, bindings: readonly Binding[]): void {
    const wanted = bindings.flatMap(({ members }) => members);
    const wantedKeys = new Set(wanted.map((member) => member.toLowerCase()));
    const written = new Set(this.#writtenFor(service).map((member) => member.toLowerCase()));
    this.#changes.delete(service);
    for (const member of this.#writtenFor(service)) {
      if (!wantedKeys.has(member.toLowerCase())) this.revoke(service, member);
    }
    for (const member of wanted) if (!written.has(member.toLowerCase())) this.grant(service, member);
  }

  #change(service: string, change: Change): void {
    this.#revision += 1;
    const changes = new Map(this.#changes.get(service));
    this.#changes.set(service, changes.set(change.member.toLowerCase(), change));
  }
}

/** gcloud reads an etag as bytes and writes it as base64url, whatever alphabet it came in. */
function isSameEtag(a: string, b: string): boolean {
  return Buffer.from(a, 'base64').equals(Buffer.from(b, 'base64'));
}
