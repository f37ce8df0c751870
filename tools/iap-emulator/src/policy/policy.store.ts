import type { Manifest } from '../manifest/manifest.ts';
import { ACCESSOR_ROLE } from './access.policy.ts';
import type { Policy } from './access.policy.ts';
import { membersOf } from './manifest.policy.ts';

/** A member as it was written, and what became of it since the start. */
interface Change {
  readonly member: string;
  readonly to: 'granted' | 'revoked';
}

/** Who may pass to which service: what the manifest says, and what was granted and revoked since. */
export class PolicyStore {
  readonly #manifest: () => Manifest;
  /** By service, then by member in lower case, as IAM compares it. */
  readonly #changes = new Map<string, ReadonlyMap<string, Change>>();

  /** @param manifest the one in force, asked for each time */
  constructor(manifest: () => Manifest) {
    this.#manifest = manifest;
  }

  of(service: string): Policy {
    return { bindings: [{ role: ACCESSOR_ROLE, members: this.membersOf(service) }] };
  }

  membersOf(service: string): readonly string[] {
    const entry = this.#manifest().services[service];
    const written = entry ? membersOf(entry) : [];
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

  /** Back to what the manifest says, for one service or for all. */
  reset(service?: string): void {
    if (service === undefined) this.#changes.clear();
    else this.#changes.delete(service);
  }

  #change(service: string, change: Change): void {
    const changes = new Map(this.#changes.get(service));
    this.#changes.set(service, changes.set(change.member.toLowerCase(), change));
  }
}
