import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { supervise } from './supervise.ts';

const quiet = { stdio: 'ignore' } as const;
const node = (script: string) => supervise(process.execPath, ['-e', script], quiet);

describe('supervise', () => {
  it.each`
    end            | script                                    | code
    ${'success'}   | ${''}                                     | ${0}
    ${'a failure'} | ${'process.exit(3)'}                      | ${3}
    ${'a signal'}  | ${"process.kill(process.pid, 'SIGTERM')"} | ${undefined}
  `('tells $end', async ({ script, code }: { script: string; code: number | undefined }) => {
    await expect(node(script)).resolves.toBe(code);
  });

  it('fails when there is nothing to run', async () => {
    await expect(supervise('/nowhere/node', [], quiet)).rejects.toThrow('ENOENT');
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect', 'exit'])('leaves no handler of %s', async (event) => {
    const before = process.listenerCount(event);
    await node('');
    expect(process.listenerCount(event)).toBe(before);
  });

  it.each`
    what         | stop
    ${'SIGTERM'} | ${(supervisor: ChildProcess) => supervisor.kill('SIGTERM')}
    ${'SIGINT'}  | ${(supervisor: ChildProcess) => supervisor.kill('SIGINT')}
    ${'SIGHUP'}  | ${(supervisor: ChildProcess) => supervisor.kill('SIGHUP')}
    ${'the loss of nx'} | ${(supervisor: ChildProcess) => {
      supervisor.disconnect();
    }}
  `('leaves nothing behind after $what', async ({ stop }: { stop: (supervisor: ChildProcess) => void }) => {
    const child = 'console.log(String(process.pid)); setInterval(() => {}, 1000)';
    const script = `
      import { supervise } from ${JSON.stringify(new URL('./supervise.ts', import.meta.url).href)};
      await supervise(process.execPath, ['-e', ${JSON.stringify(child)}], {});
      if (process.connected) process.disconnect();`;
    const supervisor = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    const [pid] = (await once(createInterface(supervisor.stdout!), 'line')) as [string];
    const ended = once(supervisor, 'exit');
    try {
      expect(isAlive(Number(pid))).toBe(true);
      stop(supervisor);
      await ended;
      expect(isAlive(Number(pid))).toBe(false);
    } finally {
      supervisor.kill('SIGKILL');
    }
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
