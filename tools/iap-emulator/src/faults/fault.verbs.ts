import type { EmulatorContext } from '../emulator.context.ts';
import { assertService } from '../manifest/known-service.ts';
import type { ActiveFault } from './fault.board.ts';
import type { FaultName, FaultValue } from './faults.table.ts';

/** Confines a fault to one service; for all services when left out. */
export interface FaultScope {
  readonly service?: string | undefined;
}

/** Breaks things on command, and mends them again. */
export interface FaultVerbs {
  /**
   * Turns a fault on, and gives the function that turns it off.
   * @throws {RangeError} for a value that the fault does not take, or an unknown service
   */
  set<N extends FaultName>(name: N, value: FaultValue<N>, scope?: FaultScope): () => void;
  /**
   * Turns faults off: those of this name and service; all of them when both are left out.
   * @throws {RangeError} for an unknown name or service
   */
  clear(name?: FaultName, scope?: FaultScope): void;
  /** The faults that are on. */
  list(): readonly ActiveFault[];
}

export function faultVerbs(context: EmulatorContext): FaultVerbs {
  const { faults } = context;
  return {
    set: (name, value, { service } = {}) => {
      assertService(context.manifest, service);
      const fault = faults.set(name, value, service);
      return () => {
        faults.lift(fault);
      };
    },
    clear: (name, { service } = {}) => {
      assertService(context.manifest, service);
      faults.clear(name, service);
    },
    list: () => faults.list(),
  };
}
