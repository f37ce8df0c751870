import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { startPinned } from '../pinned.process.ts';
import { KeepAliveConnection } from './keep-alive.connection.ts';
import type { ServerAnswer, ServerInput, ServerRequest } from './route.protocol.ts';

/** A server's process, and the open connections to it. */
export class GuardedServer {
  private constructor(
    private readonly child: ChildProcess,
    readonly connections: readonly KeepAliveConnection[],
  ) {}

  static async start(input: ServerInput, connections: number): Promise<GuardedServer> {
    const child = startPinned(new URL('./route.server.ts', import.meta.url), 'measured', input);
    const { port = 0 } = await nextAnswer(child);
    const opened = Array.from({ length: connections }, () => KeepAliveConnection.open(port));
    return new GuardedServer(child, await Promise.all(opened));
  }

  /** Microseconds of CPU that the server's process has used so far. */
  cpu(): Promise<number> {
    return this.ask({});
  }

  /** Microseconds of CPU that one signature check costs there. */
  bareCheck(bare: NonNullable<ServerRequest['bare']>): Promise<number> {
    return this.ask({ bare });
  }

  async stop(): Promise<void> {
    for (const connection of this.connections) connection.close();
    const exited = once(this.child, 'exit');
    this.child.disconnect();
    await exited;
  }

  private async ask(request: ServerRequest): Promise<number> {
    const answer = nextAnswer(this.child);
    this.child.send(request);
    return (await answer).cpu ?? NaN;
  }
}

function nextAnswer(child: ChildProcess): Promise<ServerAnswer> {
  return new Promise((resolve, reject) => {
    const onExit = (): void => {
      reject(new Error('the server ended'));
    };
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message as ServerAnswer);
    });
  });
}
