import type { Server } from 'node:http';
import { listen } from './loopback.listener.ts';
import type { Listener } from './loopback.listener.ts';

/** One server that is to listen. */
export interface WantedListener {
  /** What it is, so that one of the same kind and port is kept. */
  readonly key: string;
  readonly port: number;
  /** Where the port is written, as `emulator.port`. */
  readonly setting: string;
  readonly server: () => Server;
}

/** The servers of one emulator, by what they are. */
export class ListenerSet {
  #open: ReadonlyMap<string, { readonly port: number; readonly listener: Listener }> = new Map();

  /** As `http://127.0.0.1:8081`; empty for what does not listen. */
  originOf(key: string): string {
    return this.#open.get(key)?.listener.origin ?? '';
  }

  /**
   * Opens what is wanted and not yet open, and then ends what is no longer wanted.
   * @throws {PortError} when a port cannot be opened; then everything is as before
   */
  async become(wanted: readonly WantedListener[], file: string): Promise<void> {
    const before = this.#open;
    const next = new Map(before);
    const added: Listener[] = [];
    try {
      for (const { key, port, setting, server } of wanted) {
        if (before.get(key)?.port === port) continue;
        const listener = await listen(server(), port, setting, file);
        added.push(listener);
        next.set(key, { port, listener });
      }
    } catch (error) {
      await endAll(added);
      throw error;
    }
    for (const key of before.keys()) if (!wanted.some((each) => each.key === key)) next.delete(key);
    this.#open = next;
    const kept = new Set([...next.values()].map(({ listener }) => listener));
    await endAll([...before.values()].map(({ listener }) => listener).filter((each) => !kept.has(each)));
  }

  close(): Promise<void> {
    return this.become([], '');
  }
}

async function endAll(listeners: readonly Listener[]): Promise<void> {
  await Promise.all(listeners.map((listener) => listener.close()));
}
