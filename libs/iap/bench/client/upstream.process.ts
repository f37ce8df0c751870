import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPinned } from '../pinned.process.ts';

/** The upstream and the metadata server, on the other core. */
export class UpstreamProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly host: string,
  ) {}

  /** Starts both, and points this process's Google credentials at them. */
  static async start(): Promise<UpstreamProcess> {
    const child = startPinned(new URL('./echo.server.ts', import.meta.url), 'load', undefined);
    const [port] = (await once(child, 'message')) as [number];
    const empty = mkdtempSync(join(tmpdir(), 'no-credentials-'));
    Object.assign(process.env, {
      HOME: empty,
      CLOUDSDK_CONFIG: empty,
      GCE_METADATA_HOST: `127.0.0.1:${port}`,
      METADATA_SERVER_DETECTION: 'assume-present',
    });
    delete process.env.GOOGLE_APPLICATION_CREDENTIALS;
    return new UpstreamProcess(child, `127.0.0.1:${port}`);
  }

  get origin(): string {
    return `http://${this.host}`;
  }

  /** How many tokens it has handed out since this was last asked. */
  async tokens(): Promise<number> {
    const answer = once(this.child, 'message') as Promise<[number]>;
    this.child.send('tokens');
    return (await answer)[0];
  }
}
