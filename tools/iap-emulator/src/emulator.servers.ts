import type { EmulatorContext } from './emulator.context.ts';
import { createPagesServer } from './emulator.pages.ts';
import type { PagesTerms } from './emulator.pages.ts';
import { Front } from './front/front.ts';
import { createFrontServer } from './front/front.server.ts';
import { serviceOf } from './front/front.service.ts';
import { recordRefused } from './records/recording.ts';
import type { Manifest } from './manifest/manifest.ts';
import { createMetadataServer } from './metadata/metadata.server.ts';
import { ListenerSet } from './net/listener.set.ts';
import type { WantedListener } from './net/listener.set.ts';

export interface ServiceAddresses {
  /** The service as the world sees it: through IAP. */
  readonly url: string;
  /** For GCE_METADATA_HOST. */
  readonly metadataHost: string;
  /** The process itself. */
  readonly proxy: string;
}

const PAGES = 'pages';
const frontKey = (id: string): string => `front of ${id}`;
const metadataKey = (id: string): string => `metadata of ${id}`;

/** The servers of one emulator: its own pages, and a front and a metadata server for each service. */
export class EmulatorServers {
  readonly #context: EmulatorContext;
  readonly #listeners = new ListenerSet();
  readonly #fronts = new Map<string, Front>();

  constructor(context: EmulatorContext) {
    this.#context = context;
  }

  /** Origin of the emulator's own pages. */
  get url(): string {
    return this.#listeners.originOf(PAGES);
  }

  addressesIn({ services, emulator }: Manifest): Record<string, ServiceAddresses> {
    const all = Object.keys(services).map((id): [string, ServiceAddresses] => {
      const url = this.#listeners.originOf(frontKey(id));
      const metadataHost = this.#listeners.originOf(metadataKey(id)).replace('http://', '');
      return [id, { url, metadataHost, proxy: emulator.services[id]?.proxy ?? '' }];
    });
    return Object.fromEntries(all);
  }

  /**
   * Listens as a manifest says.
   * @throws {PortError} when a port is taken; then everything is as before
   */
  async become(manifest: Manifest, control: PagesTerms['control']): Promise<void> {
    const { emulator, file, services } = manifest;
    const pages = (): ReturnType<typeof createPagesServer> =>
      createPagesServer(this.#context, { control, frontOf: (id) => this.#frontOf(id) });
    const own = { key: PAGES, port: emulator.port, setting: 'emulator.port', server: pages };
    await this.#listeners.become(
      [own, ...Object.keys(services).flatMap((id) => this.#wanted(id, manifest))],
      file,
    );
    for (const [id, front] of this.#fronts) {
      if (Object.hasOwn(services, id)) continue;
      front.close();
      this.#fronts.delete(id);
    }
  }

  async close(): Promise<void> {
    for (const front of this.#fronts.values()) front.close();
    await this.#listeners.close();
  }

  #wanted(id: string, { emulator, file }: Manifest): WantedListener[] {
    const ports = emulator.services[id];
    const setting = `emulator.services.${id}`;
    if (!ports) throw new RangeError(`${setting} is missing in ${file}`);
    const front = (): ReturnType<typeof createFrontServer> =>
      createFrontServer(() => this.#frontOf(id), undefined, recordRefused(this.#context, id));
    const metadata = (): ReturnType<typeof createMetadataServer> => createMetadataServer(this.#context, id);
    return [
      { key: frontKey(id), port: ports.port, setting: `${setting}.port`, server: front },
      {
        key: metadataKey(id),
        port: ports.metadataPort,
        setting: `${setting}.metadata_port`,
        server: metadata,
      },
    ];
  }

  #frontOf(id: string): Front {
    const known = this.#fronts.get(id);
    if (known) return known;
    const addresses = () => ({ front: this.#listeners.originOf(frontKey(id)), page: this.url });
    const front = new Front(this.#context, serviceOf(this.#context, id), addresses);
    this.#fronts.set(id, front);
    return front;
  }
}
