import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';

// Processes start as fast as the machine lets them; this is only where waiting ends.
jest.setTimeout(60_000);

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const good = {
  PORT: '0',
  API_URL: 'http://127.0.0.1:1',
  API_TARGET_AUDIENCE: '123456789012-quotes.apps.googleusercontent.com',
  GCE_METADATA_HOST: '127.0.0.1:1',
};

/** The service as a process of its own. */
function run(env: Record<string, string>) {
  const args = ['--conditions=workspace-source', '--import', 'gae/register', main];
  const child = spawn(process.execPath, args, { env: { PATH: process.env.PATH, NO_COLOR: '1', ...env } });
  let output = '';
  const listening = Promise.withResolvers<string>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const url = /listens on (http:\S+?)["\s]/.exec(output)?.[1];
      if (url) listening.resolve(url);
    });
  }
  const exited = once(child, 'close').then(([code]) => {
    listening.reject(new Error(`web ended before it listened: ${output}`));
    return { code: code as number, output };
  });
  listening.promise.catch(() => undefined); // Most runs here are meant to end before.
  return { child, listening: listening.promise, exited };
}

it('says in plain words which settings are missing, and exits with 1', async () => {
  const { code, output } = await run({ PORT: 'x' }).exited;
  expect(code).toBe(1);
  expect(output).toMatch(/API_URL must.*\n.*API_TARGET_AUDIENCE must.*\n.*PORT must/);
  expect(output).not.toMatch(/^\s+at /m);
});

it('says so as one JSON entry in production', async () => {
  const { code, output } = await run({ ...good, API_URL: 'nowhere', NODE_ENV: 'production' }).exited;
  expect(code).toBe(1);
  expect(JSON.parse(output)).toEqual({
    severity: 'CRITICAL',
    time: expect.any(String),
    message: expect.stringContaining('API_URL must'),
  });
});

it.each(['SIGTERM', 'SIGINT'] as const)(
  'stops on %s with 0, a connection kept alive or not',
  async (signal) => {
    const { child, listening, exited } = run(good);
    const url = await listening;
    const agent = new http.Agent({ keepAlive: true });
    await new Promise((resolve, reject) => {
      http
        .get(`${url}/healthz`, { agent }, (response) => response.resume().on('end', resolve))
        .on('error', reject);
    });
    child.kill(signal);
    const { code, output } = await exited;
    expect(code).toBe(0);
    expect(output).toContain('GET /healthz 200');
    agent.destroy();
  },
);
