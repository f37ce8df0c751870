import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { jest } from '@jest/globals';
import { stringify } from 'yaml';
import { factsMarkdown } from '../src/facts/facts.markdown.ts';
import { commandIn } from '../src/terminal/arguments.ts';
import { USAGE } from '../src/terminal/usage.ts';
import { UsageError } from '../src/terminal/usage.error.ts';
import { call } from './client.fixture.ts';

/** The command as a process of its own. */
const CLI = new URL('../src/cli.ts', import.meta.url).pathname;
const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

jest.setTimeout(30_000);

interface Run {
  readonly child: ChildProcess;
  /** The next line of standard output. */
  line(): Promise<string>;
  /** Everything that was written, and the exit code. */
  end(): Promise<{ code: number | null; out: string; err: string }>;
}

let folder: string;
let manifest: string;
let upstream: Server;
let proxy: string;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'iap-emulator-'));
  manifest = join(folder, 'iap.yaml');
  upstream = createServer((socket) => socket.destroy());
  await once(upstream.listen(0, '127.0.0.1'), 'listening');
  proxy = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  await writeManifest({});
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  upstream.close();
  await rm(folder, { recursive: true });
});

async function writeManifest({ port = 0, apiPort = 0, to = proxy }): Promise<void> {
  const sa = (name: string): string => `${name}@quotes-demo.iam.gserviceaccount.com`;
  const text = stringify({
    project: { id: 'quotes-demo', number: '123456789012' },
    region: 'europe-west1',
    default_hostname: 'quotes-demo.ew.r.appspot.com',
    iap: { oauth_client_id: 'client.apps.googleusercontent.com' },
    services: {
      api: {
        app: 'api',
        access: 'closed',
        callers: [`serviceAccount:${sa('web-sa')}`],
        service_account: sa('api-sa'),
      },
    },
    emulator: { port, services: { api: { port: apiPort, metadata_port: 0, proxy: to } } },
  });
  await writeFile(manifest, text);
}

function run(args: string[], env: Record<string, string> = {}): Run {
  const clean = { PATH: process.env.PATH, ...env };
  const child = spawn(process.execPath, [CLI, ...args], {
    env: clean,
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  const closed = once(child, 'close') as Promise<[number | null]>;
  const written = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (written.out += String(chunk)));
  child.stderr.on('data', (chunk) => (written.err += String(chunk)));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    child,
    line: async () => {
      const next = await lines.next();
      if (next.done) throw new Error(`Ended: ${written.err}`);
      return next.value;
    },
    end: async () => ({ code: (await closed)[0], ...written }),
  };
}

describe('start', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    '--json says where everything listens, and %s ends it with 0',
    async (signal) => {
      const start = run(['start', '--config', manifest, '--json']);
      const ready = JSON.parse(await start.line()) as {
        ready: boolean;
        url: string;
        services: { api: { url: string; metadataHost: string; proxy: string } };
      };
      expect(ready).toMatchObject({ ready: true, services: { api: { proxy } } });
      expect((await call(`${ready.url}/iap/verify/public_key`)).status).toBe(200);
      expect((await call(ready.services.api.url)).status).toBe(401);
      const metadata = `http://${ready.services.api.metadataHost}/computeMetadata/v1/project/project-id`;
      expect((await call(metadata, { headers: { 'metadata-flavor': 'Google' } })).body).toBe('quotes-demo');
      expect(JSON.parse(await start.line())).toEqual({ serving: [ready.services.api.url] });
      expect(JSON.parse(await start.line())).toMatchObject({
        request: { service: 'api', status: 401, path: '/' },
      });
      start.child.kill(signal);
      expect(await start.end()).toMatchObject({ code: 0, err: '' });
      await expect(call(ready.url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    },
  );

  it('finds the manifest by IAP_CONFIG, and shows a table and a line a request', async () => {
    const start = run(['start'], { IAP_CONFIG: manifest });
    const first = await start.line();
    expect(first).toMatch(/^IAP emulator at http:\/\/127\.0\.0\.1:\d+, for .*iap\.yaml$/);
    await start.line();
    const row = await start.line();
    expect(row).toMatch(/^ {2}api, closed by IAP {2}http:\/\/127\.0\.0\.1:\d+$/);
    expect(await start.line()).toMatch(/^ {2}IAP emulator {8}http:\/\/127\.0\.0\.1:\d+$/);
    await start.line();
    await call(`${row.split('  ').at(-1)!}/quotes?x=1`, { headers: { authorization: 'Bearer secret' } });
    expect(await start.line()).toMatch(
      /^\d\d:\d\d:\d\d {2}api {2}GET \/quotes {2}401 Unable to parse JWT {2}\d+ ms$/,
    );
    start.child.kill('SIGTERM');
    expect((await start.end()).out).not.toContain('secret');
  });

  it('says once whom it waits for, and can be ended while it waits', async () => {
    const probe = createServer();
    await once(probe.listen(0, '127.0.0.1'), 'listening');
    const { port } = probe.address() as AddressInfo;
    probe.close();
    await once(probe, 'close');
    await writeManifest({ to: `http://127.0.0.1:${port}` });
    const start = run(['start', '--config', manifest]);
    await start.line();
    expect(await start.line()).toBe(`Waiting for api (http://127.0.0.1:${port}) to accept connections.`);
    const late = createServer((socket) => socket.destroy());
    await once(late.listen(port, '127.0.0.1'), 'listening');
    await start.line();
    expect(await start.line()).toContain('api, closed by IAP');
    start.child.kill('SIGINT');
    expect((await start.end()).code).toBe(0);
    late.close();

    const second = run(['start', '--config', manifest]);
    await second.line();
    await second.line();
    second.child.kill('SIGINT');
    expect(await second.end()).toMatchObject({ code: 0, err: '' });
    await writeManifest({});
  });

  it.each([
    ['port', 'emulator.port'],
    ['apiPort', 'emulator.services.api.port'],
  ])('names a taken port with the setting that changes it: %s', async (which, setting) => {
    const { port } = upstream.address() as AddressInfo;
    await writeManifest({ [which]: port, to: 'http://127.0.0.1:9' });
    const { code, out, err } = await run(['start', '--config', manifest]).end();
    await writeManifest({});
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toBe(`Port ${port} is taken. Change ${setting} in ${manifest}, or stop what uses it.\n`);
  });

  it.each([
    ['GAE_ENV', 'standard'],
    ['K_SERVICE', 'api'],
    ['NODE_ENV', 'production'],
  ])('refuses where %s=%s', async (name, value) => {
    const { code, out, err } = await run(['start', '--config', manifest], { [name]: value }).end();
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(new RegExp(`^The emulator does not start where ${name}(=production)? is set`));
  });

  it('names every fault of a manifest', async () => {
    const broken = join(folder, 'broken.yaml');
    await writeFile(broken, (await readFile(manifest, 'utf8')).replace('access: closed', 'access: open'));
    const { code, err } = await run(['start', '--config', broken]).end();
    expect(code).toBe(1);
    expect(err).toBe(`${broken}:11:13: services.api.access: write public or closed\n`);
  });

  it('names a manifest that is not there', async () => {
    const { code, err } = await run(['start']).end();
    expect(code).toBe(1);
    expect(err).toMatch(
      /^app-yaml\/iap\.yaml:1:1: there is no such file; name the manifest with --config FILE/,
    );
  });

  it('takes settings', async () => {
    const start = run(['start', '--config', manifest, '--json', '--set', 'keys_max_age_seconds=0']);
    const { url } = JSON.parse(await start.line()) as { url: string };
    expect((await call(`${url}/oauth2/v3/certs`)).headers['cache-control']).toBe('public, max-age=0');
    start.child.kill('SIGTERM');
    expect((await start.end()).code).toBe(0);
  });
});

describe('a change of the manifest', () => {
  it('is taken over at once, and one with a fault is named while the old stays in force', async () => {
    const own = join(folder, 'watched.yaml');
    const text = await readFile(manifest, 'utf8');
    await writeFile(own, text);
    const start = run(['start', '--config', own, '--json']);
    const { services } = JSON.parse(await start.line()) as { services: { api: { url: string } } };
    await start.line();
    const toPublic = text
      .replace('access: closed', 'access: public')
      .replace(/callers:\n.*\n/, 'callers: []\n');
    await writeFile(own, toPublic);
    expect(JSON.parse(await start.line())).toMatchObject({ reloaded: true, services });
    await writeFile(own, text.replace('access: closed', 'access: open'));
    const error = `${own}:11:13: services.api.access: write public or closed`;
    expect(JSON.parse(await start.line())).toEqual({ reloaded: false, error });
    // The app breaks every connection off: what passes IAP gets 502, and not IAP's 401.
    expect((await call(services.api.url)).status).toBe(502);
    start.child.kill('SIGTERM');
    expect((await start.end()).code).toBe(0);
  });

  it('is told to people in words', async () => {
    const own = join(folder, 'told.yaml');
    const text = await readFile(manifest, 'utf8');
    await writeFile(own, text);
    const start = run(['start', '--config', own]);
    for (let line = 0; line < 5; line += 1) await start.line();
    const untilTold = async (ending: string): Promise<string> => {
      const line = await start.line();
      return line.endsWith(ending) ? line : untilTold(ending);
    };
    await writeFile(own, `${text}\n# a remark\n`);
    expect(await untilTold('in force.')).toBe(`${own} has changed, and is in force.`);
    await writeFile(own, 'project: {');
    await untilTold('Nothing has changed: the manifest as it was stays in force.');
    start.child.kill('SIGTERM');
    expect((await start.end()).code).toBe(0);
  });
});

describe('commands to an emulator that runs', () => {
  let start: Run;
  let url: string;
  let api: string;
  beforeAll(async () => {
    start = run(['start', '--config', manifest, '--json']);
    const ready = JSON.parse(await start.line()) as { url: string; services: { api: { url: string } } };
    url = ready.url;
    api = ready.services.api.url;
  });
  afterAll(() => start.child.kill('SIGTERM'));

  const tell = (...args: string[]) => run([...args, '--url', url]).end();

  it('find it by --url and by IAP_EMULATOR_URL', async () => {
    const out = `api\n  serviceAccount:web-sa@quotes-demo.iam.gserviceaccount.com\n`;
    expect(await tell('policy')).toEqual({ code: 0, out, err: '' });
    expect(await run(['policy'], { IAP_EMULATOR_URL: url }).end()).toEqual({ code: 0, out, err: '' });
  });

  it('env: lines that a shell reads', async () => {
    const { out } = await tell('env', 'api');
    const { stdout } = spawnSync('sh', ['-c', `${out}\necho "$IAP_AUDIENCE $IAP_KEYS_URL"`], {
      encoding: 'utf8',
    });
    expect(stdout).toBe(`/projects/123456789012/apps/quotes-demo ${url}/iap/verify/public_key-jwk\n`);
    expect(out).toContain('\nunset GOOGLE_APPLICATION_CREDENTIALS\n');
  });

  it('token, policy and requests: one story', async () => {
    const { out: token } = await tell('token', 'ada@example.com');
    const status = async (): Promise<number> =>
      (await call(api, { headers: { authorization: `Bearer ${token.trim()}` } })).status;
    expect(await status()).toBe(403);
    expect((await tell('policy', 'grant', 'api', 'user:ada@example.com')).out).toContain(
      '\n  user:ada@example.com\n',
    );
    expect(await status()).toBe(502);
    const { out } = await tell('requests', 'wait', '--status', '403', '--caller', 'ada@example.com');
    expect(out).toMatch(
      /GET \/ {2}403 ada@example.com lacks roles\/iap.httpsResourceAccessor on service api/,
    );
    expect((await tell('requests', 'clear')).out).toBe('');
    expect((await tell('requests', '--json')).out).toBe('{"requests":[]}\n');
  });

  it('faults, time and keys print what is so now', async () => {
    expect((await tell('faults', 'set', 'latency_ms=5', '--service', 'api')).out).toBe('latency_ms=5  api\n');
    expect((await tell('faults', 'clear')).out).toBe('No fault is on.\n');
    expect((await tell('time', 'set', '2030-01-31T12:00:00Z')).out).toMatch(
      /^2030-01-31T12:00:\d\d\.\d{3}Z\n$/,
    );
    expect((await tell('time', 'back', '1d')).out).toMatch(/^2030-01-30T12:0/);
    const { out: kid } = await tell('rotate-keys', '--overlap', '10m');
    const published = JSON.parse((await call(`${url}/iap/verify/public_key`)).body) as object;
    expect(Object.keys(published)[0]).toBe(kid.trim());
  });

  it.each<[args: string[], code: number, message: string]>([
    [['env', 'apii'], 1, 'There is no service apii. Known: api.\n'],
    [['faults', 'set', 'quota=full'], 1, 'quota takes exceeded, not "full".\n'],
    [['requests', 'wait', '--path', '/never', '--timeout', '1ms'], 4, 'No request matched {"path":"/never"}'],
    [['policy', '--url', 'http://127.0.0.1:1'], 3, 'No emulator answers at http://127.0.0.1:1. Start one'],
    [['faults', 'set', 'quota'], 2, 'Write NAME=VALUE, not "quota".'],
  ])('%j: exit code %i', async (args, code, message) => {
    const ended = await run(args, { IAP_EMULATOR_URL: url }).end();
    expect(ended).toMatchObject({ code, out: '' });
    expect(ended.err).toContain(message);
  });

  it('a manifest with port 0 does not say where it is', async () => {
    const { code, err } = await run(['policy', '--config', manifest]).end();
    expect(code).toBe(2);
    expect(err).toContain('is 0: name the emulator with --url or IAP_EMULATOR_URL.');
  });
});

describe('usage', () => {
  it.each([
    [[], 'Which command?'],
    [['stop'], 'There is no command stop.'],
    [['start', 'stop'], 'One command at a time.'],
    [['start', '--port', '1'], "Unknown option '--port'"],
    [['policy', 'grant', 'api'], 'Write: iap-emulator policy grant SERVICE MEMBER'],
    [['policy', 'reset', 'api', 'web'], 'Write: iap-emulator policy reset [SERVICE]'],
    [['token'], 'Write: iap-emulator token EMAIL [AUDIENCE]'],
    [['faults', 'set'], 'Write: iap-emulator faults set NAME=VALUE'],
    [['faults', 'set', 'x'], 'Write NAME=VALUE, not "x".'],
    [['time', 'advance', 'soon'], 'Write a duration as 90s, 10m, 2h or 1d, not "soon".'],
    [['requests', '--status', '4xx'], '--status takes a number, not "4xx".'],
    [['policy', '--flaw', 'expired'], 'policy takes no --flaw.'],
    [['start', '--url', 'x'], 'start takes no --url.'],
    [['start', '--set', 'iap'], 'iap takes on or off, not "".'],
    [['start', '--set', 'iap=maybe'], 'iap takes on or off, not "maybe".'],
    [['start', '--set', '__proto__=1'], 'Unknown setting __proto__. Known: iap, '],
  ])('%j is no command line', (args, message) => {
    const read = (): unknown => commandIn(args, {});
    expect(read).toThrow(UsageError);
    expect(read).toThrow(message);
  });

  it.each([
    [['start'], {}, 'app-yaml/iap.yaml'],
    [['start'], { IAP_CONFIG: 'a.yaml' }, 'a.yaml'],
    [['start', '--config', 'b.yaml'], { IAP_CONFIG: 'a.yaml' }, 'b.yaml'],
  ])('%j with %j reads %s', (args, env, config) => {
    expect(commandIn(args, env)).toEqual({ name: 'start', config, json: false, settings: {} });
  });

  it.each([
    [['time', 'advance', '90'], { ms: 90_000 }],
    [['time', 'advance', '1.5s'], { ms: 1500 }],
    [['time', 'advance', '2h'], { ms: 7_200_000 }],
    [['rotate-keys', 'google', '--overlap', '10m'], { signer: 'google', overlapSeconds: 600 }],
    [['requests', '--status', '403'], { status: 403 }],
    [['faults', 'clear', '--service', 'api'], { service: 'api' }],
  ])('%j asks with %j', (args, asked) => {
    const command = commandIn(args, {});
    expect('args' in command && JSON.parse(JSON.stringify(command.args))).toEqual(asked);
  });

  it('a wrong command line: 2, with the right ones', async () => {
    const { code, out, err } = await run(['stop']).end();
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe(`There is no command stop.\n\n${USAGE}`);
  });

  it.each([
    [['start', '--help'], USAGE],
    [['--version'], `${version}\n`],
    [['facts'], `${factsMarkdown()}\n`],
  ])('%j: 0', async (args, out) => {
    expect(await run(args).end()).toEqual({ code: 0, out, err: '' });
  });
});
