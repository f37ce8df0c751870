import { faultOf, isFault } from './fault.check.ts';
import { faults } from './faults.table.ts';
import type { FaultName, FaultValue } from './faults.table.ts';

/** A fault that is on. */
export interface ActiveFault {
  readonly name: FaultName;
  readonly value: FaultValue<FaultName>;
  /** `undefined`: everywhere. */
  readonly service?: string;
}

/** The faults that are on. One for a service outranks one for all. */
export class FaultBoard {
  #active: readonly ActiveFault[] = [];
  readonly #listeners = new Set<() => void>();

  /** What the fault is set to, where it is on for this service. */
  of<N extends FaultName>(name: N, service?: string): FaultValue<N> | undefined {
    if (this.#active.length === 0) return undefined;
    const ours = this.#active.filter((fault) => fault.name === name);
    const found = ours.find((fault) => fault.service === service) ?? ours.find((fault) => !fault.service);
    return found?.value as FaultValue<N> | undefined;
  }

  list(): readonly ActiveFault[] {
    return this.#active;
  }

  /**
   * Turns a fault on, in place of one of the same name and scope.
   * @throws {RangeError} for an unknown name, a value that it does not take, or a scope that it does not have
   */
  set(givenName: string, givenValue: unknown, service?: string): ActiveFault {
    const { name, value } = faultOf(givenName, givenValue);
    if (service !== undefined && faults[name].scope === 'emulator') {
      throw new RangeError(`${name} is the same for every service: leave the service out.`);
    }
    const others = this.#active.filter((fault) => fault.name !== name || fault.service !== service);
    const fault = { name, value, ...(service !== undefined && { service }) };
    this.#become([...others, fault]);
    return fault;
  }

  /** Turns one fault off; another that has taken its place stays. */
  lift(fault: ActiveFault): void {
    this.#become(this.#active.filter((each) => each !== fault));
  }

  /**
   * Turns off what has this name and was set for this service; whatever is left out matches all.
   * @throws {RangeError} for an unknown name
   */
  clear(name?: string, service?: string): void {
    if (name !== undefined && !isFault(name)) throw new RangeError(`There is no fault ${name}.`);
    const isMeant = (fault: ActiveFault): boolean =>
      (name === undefined || fault.name === name) && (service === undefined || fault.service === service);
    this.#become(this.#active.filter((fault) => !isMeant(fault)));
  }

  /** Calls back after every change, until the function that it gives is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #become(active: readonly ActiveFault[]): void {
    this.#active = active;
    for (const listener of this.#listeners) listener();
  }
}
