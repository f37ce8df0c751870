import { execFileSync } from 'node:child_process';
import { Load, type LoadReport } from './system/load.ts';
import { Child } from './system/child.process.ts';
import { EmulatedUpstream } from './system/emulated.upstream.ts';
import { ROOT } from './system/workspace.ts';

/** The roll-out as a team does it: `nx run gae:apply` by the real gcloud, while the public page is called without a pause. */
/** Milliseconds: gcloud takes a second for each call, and a busy machine its time. */
const PATIENCE = 300_000;
const WEB_SA = 'serviceAccount:web-sa@quotes-demo.iam.gserviceaccount.com';

function gcloudIsThere(): boolean {
  try {
    execFileSync('gcloud', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const isRequired = process.env.REQUIRE_GCLOUD === '1';
const isThere = isRequired || gcloudIsThere();
if (!isThere)
  process.stderr.write('No gcloud found: the roll-out is not rehearsed (REQUIRE_GCLOUD=1 demands it).\n');

(isThere ? describe : describe.skip)('switching IAP on under load', () => {
  let running: EmulatedUpstream;

  beforeEach(async () => {
    // As before the roll-out: IAP is off, and nobody has been granted anything.
    running = await EmulatedUpstream.start({ settings: ['iap=off'] });
    await running.tell('policy/revoke', { service: 'default', member: 'allUsers' });
    await running.tell('policy/revoke', { service: 'api', member: WEB_SA });
  });
  afterEach(() => running.stop());

  async function nx(target: string, ...args: string[]): Promise<Child> {
    const child = new Child(process.execPath, ['tools/gae/src/iap/main.ts', target, ...args], {
      cwd: ROOT,
      env: { ...(await running.gcloudEnvironment()), PATH: process.env.PATH, HOME: running.home },
    });
    await child.exited;
    return child;
  }

  const at = (): string[] => ['default', 'api'].map((id) => `--at=${id}=${running.urlOf(id)}`);

  async function underLoad(change: () => Promise<void>): Promise<LoadReport> {
    const load = new Load(running.urlOf('default'));
    await load.requests(20);
    await change();
    await load.requests(20);
    return load.stop();
  }

  it(
    'by the plan: not one public request is lost, and api is closed to everybody but web',
    async () => {
      const planned = await nx('plan');
      expect(planned.lines.filter((line) => !line.startsWith(' '))).toEqual([
        'grant allUsers access to default',
        `grant ${WEB_SA} access to api`,
        'switch IAP on, for all services',
      ]);
      const { requests, lost } = await underLoad(async () => {
        const { output } = await nx('apply', '--wait=0', ...at());
        expect(output).toMatch(/changed$/);
      });
      expect(requests).toBeGreaterThan(40);
      expect(lost).toBe(0);
      expect(await running.statusAt('api')).toBe(401);
      expect((await nx('plan')).output).toBe('In sync: Google has what the manifest says.');
    },
    PATIENCE,
  );

  it(
    'in the order of the switch first: the public page is closed until the grant is there',
    async () => {
      const { lost } = await underLoad(async () => {
        const env = { ...(await running.gcloudEnvironment()), PATH: process.env.PATH, HOME: running.home };
        const gcloud = (...args: string[]): Promise<number | null> =>
          new Child('gcloud', args, { cwd: ROOT, env }).exited;
        expect(await gcloud('iap', 'web', 'enable', '--resource-type=app-engine')).toBe(0);
        const grant = ['--service=default', '--member=allUsers', '--role=roles/iap.httpsResourceAccessor'];
        expect(
          await gcloud('iap', 'web', 'add-iam-policy-binding', '--resource-type=app-engine', ...grant),
        ).toBe(0);
      });
      expect(lost).toBeGreaterThan(0);
    },
    PATIENCE,
  );

  it(
    'a role revoked by hand: the plan shows it, and apply mends it',
    async () => {
      await nx('apply', '--wait=0', ...at());
      await running.tell('policy/revoke', { service: 'api', member: WEB_SA });
      const { output } = await nx('plan', '--json');
      expect(JSON.parse(output.split('\n').findLast((line) => line.startsWith('{')) ?? '')).toEqual({
        changes: [{ does: 'grant', service: 'api', member: WEB_SA }],
        problems: [],
      });
      await nx('apply', '--wait=0', ...at());
      expect((await nx('plan')).output).toContain('In sync');
    },
    PATIENCE,
  );

  it(
    'taken back: every service is open again, and the grants stay',
    async () => {
      await nx('apply', '--wait=0', ...at());
      expect((await nx('rollback')).output).toContain('IAP is off');
      expect(await running.statusAt('api')).toBe(200);
      expect(await running.statusAt('default')).toBe(200);
      expect((await nx('plan')).lines[0]).toBe('switch IAP on, for all services');
    },
    PATIENCE,
  );
});
