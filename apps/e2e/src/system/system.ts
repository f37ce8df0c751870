import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from './child.process.ts';
import { readManifest, writeManifest } from './manifest.ts';
import { freePorts } from './port.ts';
import { ROOT, stagedEnvironment, stagedFolder } from './workspace.ts';

interface EmulatedService {
  url: string;
  metadataHost: string;
  proxy: string;
}

interface EmulatorAddresses {
  url: string;
  services: Record<'default' | 'api', EmulatedService>;
}

/** The environment that every process gets: none of the developer's own credentials or settings. */
export function cleanEnvironment(home: string): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: home, CLOUDSDK_CONFIG: home };
}

/** Emulator, api and web as built for App Engine, each a process of its own, on ports that were free. */
export class System {
  readonly #home = mkdtempSync(join(tmpdir(), 'iap-e2e-'));
  readonly #children: Child[] = [];
  #emulator: EmulatorAddresses | undefined;
  #api: Child | undefined;

  static async start(settings: { web?: NodeJS.ProcessEnv } = {}): Promise<System> {
    const system = new System();
    try {
      await system.#start(settings);
      return system;
    } catch (error) {
      await system.stop();
      throw error;
    }
  }

  /** Addresses as the emulator reported them. */
  get emulator(): EmulatorAddresses {
    if (this.#emulator === undefined) throw new Error('The emulator has not started.');
    return this.#emulator;
  }

  /** web as the world sees it: through IAP. */
  get webUrl(): string {
    return this.emulator.services.default.url;
  }

  /** api as the world sees it: through IAP. */
  get apiUrl(): string {
    return this.emulator.services.api.url;
  }

  /** api's own port, past IAP. */
  get apiProcessUrl(): string {
    return this.emulator.services.api.proxy;
  }

  /** Everything that all processes printed. */
  get output(): string {
    return this.#children.map((child) => child.output).join('\n');
  }

  /** Ends the process of api, as a crash or a stopped version would. */
  async stopApi(): Promise<void> {
    await this.#api?.interrupt('SIGKILL');
  }

  async stop(): Promise<(number | null)[]> {
    const codes = await Promise.all(this.#children.reverse().map((child) => child.interrupt('SIGTERM')));
    rmSync(this.#home, { recursive: true, force: true });
    return codes;
  }

  async #start(settings: { web?: NodeJS.ProcessEnv }): Promise<void> {
    const [webPort = 0, apiPort = 0] = await freePorts(2);
    const listen = (port: number) => ({
      port: 0,
      metadata_port: 0,
      proxy: `http://127.0.0.1:${String(port)}`,
    });
    const config = writeManifest(this.#home, {
      port: 0,
      services: { default: listen(webPort), api: listen(apiPort) },
    });
    const emulator = this.#run('emulator', ROOT, [
      'tools/iap-emulator/dist/cli.js',
      'start',
      '--config',
      config,
      '--json',
    ]);
    const [ready] = await emulator.line(/^\{.*"ready":true.*\}$/);
    this.#emulator = JSON.parse(ready) as EmulatorAddresses;

    const common = {
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      GOOGLE_CLOUD_PROJECT: readManifest().project.id,
    };
    const api = this.#run('api', stagedFolder('api'), ['main.js'], {
      ...stagedEnvironment('api'),
      ...common,
      PORT: String(apiPort),
      IAP_KEYS_URL: `${this.#emulator.url}/iap/verify/public_key-jwk`,
    });
    this.#api = api;
    const web = this.#run('web', stagedFolder('web'), ['main.js'], {
      ...stagedEnvironment('web'),
      ...common,
      PORT: String(webPort),
      API_URL: this.apiUrl,
      GCE_METADATA_HOST: this.#emulator.services.default.metadataHost,
      ...settings.web,
    });
    await Promise.all([api.line(/listens on/), web.line(/listens on/)]);
  }

  #run(name: string, cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Child {
    const child = new Child(process.execPath, args, {
      cwd,
      env: { ...cleanEnvironment(this.#home), ...env },
    });
    child.exited.catch((error: unknown) => {
      child.lines.push(`${name}: ${String(error)}`);
    });
    this.#children.push(child);
    return child;
  }
}
