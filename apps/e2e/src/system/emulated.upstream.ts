import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from './child.process.ts';
import { readManifest, writeManifest } from './manifest.ts';
import { cleanEnvironment } from './system.ts';
import { ROOT } from './workspace.ts';

interface Addresses {
  readonly url: string;
  readonly services: Record<'default' | 'api', { readonly url: string; readonly metadataHost: string }>;
}

/** The emulator as built, a process of its own, in front of an app that a test holds in its hand. */
export class EmulatedUpstream {
  readonly home = mkdtempSync(join(tmpdir(), 'iap-e2e-'));
  /** Whether the app breaks connections off instead of answering. */
  resets = false;
  /** The processes of both services. */
  readonly #apps: readonly Server[];
  #emulator: Child | undefined;
  #addresses: Addresses | undefined;
  #manifest = '';

  private constructor() {
    this.#apps = ['default', 'api'].map(() =>
      createServer((_request, response) => {
        if (this.resets) response.destroy();
        else response.end('{"total":4200}');
      }),
    );
  }

  /** @param settings of the emulator, as `NAME=VALUE` */
  static async start({ settings = [] }: { settings?: readonly string[] } = {}): Promise<EmulatedUpstream> {
    const upstream = new EmulatedUpstream();
    try {
      await upstream.#start(settings);
      return upstream;
    } catch (error) {
      await upstream.stop();
      throw error;
    }
  }

  /** What a caller needs that runs as the service account of web. */
  get forCaller(): { baseURL: string; metadataHost: string; targetAudience: string; home: string } {
    const { api, default: web } = this.#at.services;
    const targetAudience = readManifest().iap.oauth_client_id;
    return { baseURL: api.url, metadataHost: web.metadataHost, targetAudience, home: this.home };
  }

  /** All that the emulator has printed. */
  get output(): string {
    return this.#running.output;
  }

  /** A service as the world sees it: through IAP. */
  urlOf(service: string): string {
    const found = this.#at.services[service as 'api'];
    return found.url;
  }

  /** What anybody gets there. */
  async statusAt(service: string): Promise<number> {
    return (await fetch(this.urlOf(service), { headers: { accept: 'application/json' } })).status;
  }

  /** What points gcloud at the emulator. */
  async gcloudEnvironment(): Promise<NodeJS.ProcessEnv> {
    const variables = (await this.tell('env')) as Record<string, string | null>;
    const set = Object.entries(variables).filter(([, value]) => value !== null);
    return { ...(Object.fromEntries(set) as Record<string, string>), CLOUDSDK_CONFIG: this.home };
  }

  /** Does what a command of the emulator does. */
  async tell(verb: string, args: object = {}): Promise<unknown> {
    const response = await fetch(`${this.#at.url}/_emulator/${verb}`, {
      method: 'POST',
      headers: { 'x-iap-emulator': '1' },
      body: JSON.stringify(args),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${verb}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  async fault(name: string, value: string | number, service?: string): Promise<void> {
    await this.tell('faults/set', { name, value, ...(service !== undefined && { service }) });
  }

  /** Waits until the metadata server has answered another request. */
  async metadataRequest(): Promise<void> {
    await this.tell('requests/clear');
    await this.tell('requests/wait', { at: 'metadata', timeoutMs: 30_000 });
  }

  /** Gives IAP another OAuth client while it runs, and waits until it has it. */
  async moveAudience(to: string): Promise<void> {
    const before = readFileSync(this.#manifest, 'utf8');
    const after = before.replace(/^( +oauth_client_id: ).*$/m, `$1${to}`);
    const reloads = this.#reloads();
    writeFileSync(this.#manifest, after);
    while (this.#reloads() === reloads) await this.#running.change();
  }

  async stop(): Promise<void> {
    await this.#emulator?.interrupt('SIGTERM');
    for (const app of this.#apps) {
      app.closeAllConnections();
      if (app.listening) await once(app.close(), 'close');
    }
    rmSync(this.home, { recursive: true, force: true });
  }

  get #running(): Child {
    if (this.#emulator === undefined) throw new Error('The emulator has not started.');
    return this.#emulator;
  }

  get #at(): Addresses {
    if (this.#addresses === undefined) throw new Error('The emulator is not ready.');
    return this.#addresses;
  }

  async #start(settings: readonly string[]): Promise<void> {
    const [page, api] = await Promise.all(this.#apps.map(portOf));
    const listen = (port = 0) => ({ port: 0, metadata_port: 0, proxy: `http://127.0.0.1:${String(port)}` });
    const services = { default: listen(page), api: listen(api) };
    this.#manifest = writeManifest(this.home, { port: 0, services });
    const args = [
      'tools/iap-emulator/dist/cli.js',
      'start',
      '--json',
      '--config',
      this.#manifest,
      ...settings.map((pair) => `--set=${pair}`),
    ];
    const emulator = new Child(process.execPath, args, { cwd: ROOT, env: cleanEnvironment(this.home) });
    this.#emulator = emulator;
    const [ready] = await emulator.line(/^\{.*"ready":true.*\}$/);
    this.#addresses = JSON.parse(ready) as Addresses;
  }

  #reloads(): number {
    return this.#running.lines.filter((line) => line.includes('"reloaded":true')).length;
  }
}

/** Listens on loopback. @returns the port */
async function portOf(server: Server): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server without a port.');
  return address.port;
}
