import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gcloudEnvironmentOf } from '../src/index.ts';
import type { Emulator } from '../src/index.ts';

const run = promisify(execFile);
/** Milliseconds; one call takes a second. */
const PATIENCE = 60_000;

/** The version of the gcloud on this machine; undefined without one. */
export async function gcloudVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await run('gcloud', ['version', '--format=json'], { timeout: PATIENCE });
    return (JSON.parse(stdout) as Record<string, string>)['Google Cloud SDK'];
  } catch {
    return undefined;
  }
}

export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The real gcloud against an emulator. Whatever it wants to send elsewhere ends at a proxy that refuses, and is noted. */
export class Gcloud {
  readonly escaped: string[] = [];
  readonly folder = mkdtempSync(join(tmpdir(), 'gcloud-'));
  readonly #emulator: Emulator;
  readonly #guard = createServer();

  constructor(emulator: Emulator) {
    this.#emulator = emulator;
    this.#guard.on('connect', ({ url = '' }, socket) => {
      this.escaped.push(url);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
  }

  async start(): Promise<void> {
    await once(this.#guard.listen(0, '127.0.0.1'), 'listening');
  }

  async call(...args: string[]): Promise<Result> {
    const given = Object.entries(gcloudEnvironmentOf(this.#emulator)).filter(([, value]) => value !== null);
    const { port } = this.#guard.address() as AddressInfo;
    const env = {
      ...(Object.fromEntries(given) as Record<string, string>),
      PATH: process.env.PATH,
      HOME: this.folder,
      CLOUDSDK_CONFIG: this.folder,
      CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
      HTTPS_PROXY: `http://127.0.0.1:${String(port)}`,
    };
    try {
      const { stdout, stderr } = await run('gcloud', args, { env, timeout: PATIENCE });
      return { code: 0, stdout, stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: unknown; stdout: string; stderr: string };
      if (typeof code !== 'number') throw error;
      return { code, stdout, stderr };
    }
  }

  /** What a call that has to succeed prints as JSON. */
  async json(...args: string[]): Promise<unknown> {
    const { code, stdout, stderr } = await this.call(...args, '--format=json');
    if (code !== 0) throw new Error(`gcloud ${args.join(' ')}: ${stderr}`);
    return JSON.parse(stdout) as unknown;
  }

  async stop(): Promise<void> {
    await once(this.#guard.close(), 'close');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
