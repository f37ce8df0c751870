import { MANIFEST } from '../../test/fixture.ts';
import { FakeProject, type FakeService, fakeService, OVERTAKEN } from '../../test/iap.fixture.ts';
import { apply, type ApplyOptions } from './apply.ts';

const SHOP = 'serviceAccount:shop-sa@shop-demo.iam.gserviceaccount.com';
const ORDERS = 'serviceAccount:orders-sa@shop-demo.iam.gserviceaccount.com';
const GRANTS = [
  'iap web add-iam-policy-binding default allUsers',
  `iap web add-iam-policy-binding order-book ${SHOP}`,
  'iap web add-iam-policy-binding order-book user:staff@example.com',
  `iap web add-iam-policy-binding ledger ${ORDERS}`,
  'iap web add-iam-policy-binding blog allUsers',
];

let project: FakeProject;
let services: Map<string, FakeService>;
const said: string[] = [];
/** Milliseconds that were waited, without waiting. */
const waits: number[] = [];

beforeEach(async () => {
  said.length = 0;
  waits.length = 0;
  project = new FakeProject(MANIFEST.iap.oauthClientId, ['default', 'order-book', 'ledger', 'blog']);
  const started = MANIFEST.services.map(async ({ id }): Promise<[string, FakeService]> => [
    id,
    await fakeService(() => project.isOn && !(project.policies.get(id) ?? []).includes('allUsers')),
  ]);
  services = new Map(await Promise.all(started));
});
afterEach(async () => {
  await Promise.all([...services.values()].map((service) => service.close()));
});

function applied(change: Partial<ApplyOptions> = {}): ReturnType<typeof apply> {
  const origins = new Map([...services].map(([id, { origin }]) => [id, origin]));
  const options = {
    mayRemove: false,
    waitSeconds: 0,
    settleSeconds: 0,
    origins,
    say: (line: string) => said.push(line),
    sleep: (ms: number) => Promise.resolve(void waits.push(ms)),
  };
  return apply(project.gcloud, MANIFEST, { ...options, ...change });
}

it('grants, then switches on, then has nothing left to do', async () => {
  await expect(applied()).resolves.toMatchObject({ outcome: 'changed', left: [], faults: [] });
  expect(project.calls).toStrictEqual([...GRANTS, 'iap web enable']);
  expect(said).toContain(`ledger is closed, as called at ${services.get('ledger')!.origin}`);
  project.calls.length = 0;
  await expect(applied()).resolves.toMatchObject({ outcome: 'in sync', done: [] });
  expect(project.calls).toStrictEqual([]);
});

it('takes nothing away unasked, and says what it left', async () => {
  await applied();
  project.policies.set('ledger', [ORDERS, 'user:eve@example.com']);
  const eve = { does: 'revoke', service: 'ledger', member: 'user:eve@example.com' };
  await expect(applied()).resolves.toMatchObject({ outcome: 'differs', left: [eve] });
  expect(project.policies.get('ledger')).toHaveLength(2);
  await expect(applied({ mayRemove: true })).resolves.toMatchObject({
    outcome: 'changed',
    done: [eve],
    left: [],
  });
  expect(project.policies.get('ledger')).toStrictEqual([ORDERS]);
});

it('does nothing where something stands in the way', async () => {
  project.policies.set('app-engine', ['allUsers']);
  await expect(applied()).resolves.toMatchObject({ outcome: 'blocked' });
  expect(project.calls).toStrictEqual([]);
});

it('goes on where it was broken off', async () => {
  project.before = (command) => {
    if (command === 'iap web enable') throw new Error('the network is gone');
  };
  await expect(applied()).rejects.toThrow('the network is gone');
  expect(project.isOn).toBe(false);
  project.before = () => undefined;
  project.calls.length = 0;
  waits.length = 0;
  await applied({ waitSeconds: 600 });
  expect(project.calls).toStrictEqual(['iap web enable']);
  // The grants may have been made a moment ago.
  expect(waits).toStrictEqual([600_000]);
});

it('waits before the switch, and for nothing else', async () => {
  let isOnWhenWaiting: boolean | undefined;
  const sleep = (ms: number): Promise<void> => {
    if (ms === 600_000) isOnWhenWaiting = project.isOn;
    return Promise.resolve();
  };
  await applied({ waitSeconds: 600, sleep });
  expect(isOnWhenWaiting).toBe(false);
  project.policies.set('blog', []);
  await applied({ waitSeconds: 600 });
  expect(waits).toStrictEqual([]);
});

it('looks at what it finds on, and does not call it in sync when it is not as it should be', async () => {
  await applied();
  await services.get('ledger')!.close();
  services.set('ledger', await fakeService(() => false));
  const { outcome, faults, done } = await applied();
  expect([outcome, faults.length, done]).toStrictEqual(['differs', 1, []]);
  expect(project.isOn).toBe(true);
});

it('does not switch on over a closed service that everybody may pass to', async () => {
  project.policies.set('ledger', ['allUsers']);
  const { outcome, faults } = await applied();
  expect([outcome, faults]).toStrictEqual(['blocked', [expect.stringContaining('ledger is to be closed')]]);
  expect(project.calls).toStrictEqual([]);
  await expect(applied({ mayRemove: true })).resolves.toMatchObject({ outcome: 'changed' });
  expect(project.calls.slice(-2)).toStrictEqual([
    'iap web remove-iam-policy-binding ledger allUsers',
    'iap web enable',
  ]);
});

it('says so when it cannot put back', async () => {
  await services.get('blog')!.close();
  services.set('blog', await fakeService(() => project.isOn));
  project.before = (command) => {
    if (command === 'iap web disable') throw new Error('the network is gone');
  };
  await expect(applied()).rejects.toThrow('IAP is STILL ON');
});

it('gives a public service that does not answer its time, and none to one that IAP closed', async () => {
  await services.get('blog')!.close();
  await expect(applied({ settleSeconds: 3 })).resolves.toMatchObject({ outcome: 'put back' });
  expect(waits).toStrictEqual([1000, 1000, 1000]);
  services.set('blog', await fakeService(() => project.isOn));
  waits.length = 0;
  await expect(applied({ settleSeconds: 3 })).resolves.toMatchObject({ outcome: 'put back' });
  expect(waits).toStrictEqual([]);
});

it('tries a change again that another one has overtaken, and gives up in the end', async () => {
  let failures = 1;
  project.before = () => {
    if (failures-- > 0) throw OVERTAKEN;
  };
  await expect(applied()).resolves.toMatchObject({ outcome: 'changed' });
  expect(project.calls).toStrictEqual([GRANTS[0], ...GRANTS, 'iap web enable']);
  expect(waits).toStrictEqual([500]);
  failures = Infinity;
  project.policies.clear();
  project.isOn = false;
  waits.length = 0;
  await expect(applied()).rejects.toBe(OVERTAKEN);
  expect(waits).toStrictEqual([500, 1000, 2000, 4000]);
});

it('does not switch on what was written and is not there', async () => {
  project.before = (command) => {
    if (command === 'iap web add-iam-policy-binding') project.policies.set = () => project.policies;
  };
  await expect(applied()).rejects.toThrow('so IAP was not switched on: grant allUsers access to default');
  expect(project.isOn).toBe(false);
});

it('switches off again when a public service is closed', async () => {
  await services.get('blog')!.close();
  services.set('blog', await fakeService(() => project.isOn));
  const { outcome, faults } = await applied();
  expect([outcome, faults]).toStrictEqual(['put back', ['blog is to be open, and IAP answers 401 for it']]);
  expect(project.calls.at(-1)).toBe('iap web disable');
  expect(project.isOn).toBe(false);
});

it('gives IAP time to close what is closed, and puts back what stays open', async () => {
  let asked = 0;
  await services.get('ledger')!.close();
  services.set('ledger', await fakeService(() => ++asked > 1));
  await expect(applied({ settleSeconds: 30 })).resolves.toMatchObject({ outcome: 'changed', faults: [] });
  expect(asked).toBe(2);
});

it('puts back where a closed service stays open', async () => {
  await services.get('ledger')!.close();
  services.set('ledger', await fakeService(() => false));
  const { outcome, faults } = await applied();
  expect([outcome, faults]).toStrictEqual([
    'put back',
    ['ledger is to be closed, and its app answers 200 to everybody'],
  ]);
});

it('calls nobody who is not deployed', async () => {
  project.deployed = ['default'];
  await Promise.all([...services].filter(([id]) => id !== 'default').map(([, service]) => service.close()));
  const { outcome, faults } = await applied();
  for (const id of ['order-book', 'ledger', 'blog']) services.delete(id);
  expect([outcome, faults]).toStrictEqual(['changed', []]);
});
