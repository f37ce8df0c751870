import { MANIFEST } from '../../test/fixture.ts';
import { differenceOf } from './difference.ts';
import type { Access, Observed } from './observed.ts';

const NOBODY: Access = { members: [], conditional: [] };
const only = (...members: string[]): Access => ({ members, conditional: [] });
const SHOP = 'serviceAccount:shop-sa@shop-demo.iam.gserviceaccount.com';
const ORDERS = 'serviceAccount:orders-sa@shop-demo.iam.gserviceaccount.com';
const STAFF = 'user:staff@example.com';

const IN_SYNC: Observed = {
  isOn: true,
  clientId: MANIFEST.iap.oauthClientId,
  deployed: ['default', 'order-book', 'ledger', 'blog'],
  project: NOBODY,
  web: NOBODY,
  app: NOBODY,
  services: new Map([
    ['default', only('allUsers')],
    ['order-book', only(SHOP, STAFF)],
    ['ledger', only(ORDERS)],
    ['blog', only('allUsers')],
  ]),
};

function differenceWith(change: Partial<Observed>, services: Record<string, Access> = {}) {
  const all = new Map([...IN_SYNC.services, ...Object.entries(services)]);
  return differenceOf(MANIFEST, { ...IN_SYNC, services: all, ...change });
}

it('finds nothing where Google has what the manifest says', () => {
  expect(differenceWith({})).toStrictEqual({ changes: [], problems: [] });
});

it('finds nothing in another case of an address, which IAM keeps in lower case', () => {
  const upper = only(SHOP.toUpperCase().replace('SERVICEACCOUNT', 'serviceAccount'), STAFF);
  expect(differenceWith({}, { 'order-book': upper }).changes).toStrictEqual([]);
});

it('grants before it takes away, and switches on last', () => {
  const { changes } = differenceWith(
    { isOn: false },
    { default: NOBODY, ledger: only('allUsers'), blog: NOBODY },
  );
  expect(changes).toStrictEqual([
    { does: 'grant', service: 'default', member: 'allUsers' },
    { does: 'grant', service: 'ledger', member: ORDERS },
    { does: 'grant', service: 'blog', member: 'allUsers' },
    { does: 'revoke', service: 'ledger', member: 'allUsers' },
    { does: 'switch on' },
  ]);
});

it('grants to a service that is not deployed yet, and says so', () => {
  const services = new Map([...IN_SYNC.services].filter(([id]) => id !== 'blog'));
  const deployed = IN_SYNC.deployed.filter((id) => id !== 'blog');
  const { changes, problems } = differenceOf(MANIFEST, { ...IN_SYNC, deployed, services });
  expect(changes).toStrictEqual([{ does: 'grant', service: 'blog', member: 'allUsers' }]);
  expect(problems).toStrictEqual([{ isBlocking: false, says: 'The service blog is not deployed yet.' }]);
});

const deployedToo = { deployed: [...IN_SYNC.deployed, 'old'] };

it.each<
  [
    what: string,
    isBlocking: boolean,
    says: string,
    change: Partial<Observed>,
    services: Record<string, Access>,
  ]
>([
  ['everybody on the application', true, 'order-book, ledger is open', { app: only('allUsers') }, {}],
  [
    'everybody signed in on all',
    true,
    'allAuthenticatedUsers may pass to all',
    { web: only('allAuthenticatedUsers') },
    {},
  ],
  ['everybody on the project', true, 'may pass to the project', { project: only('allUsers') }, {}],
  ['somebody on the application', false, 'and so to every service', { app: only(STAFF) }, {}],
  [
    'an unknown service that nobody may call',
    true,
    'old is deployed and not in the manifest',
    deployedToo,
    { old: NOBODY },
  ],
  [
    'an unknown service with callers',
    false,
    'old is deployed and not in the manifest',
    deployedToo,
    { old: only('allUsers') },
  ],
  [
    'another OAuth client',
    true,
    'callers would be refused',
    { clientId: 'other.apps.googleusercontent.com' },
    {},
  ],
  [
    'a condition',
    false,
    `${STAFF} may pass to blog under a condition`,
    {},
    { blog: { members: ['allUsers'], conditional: [STAFF] } },
  ],
])('tells of %s (blocking: %s)', (_what, isBlocking, says, change, services) => {
  const { changes, problems } = differenceWith(change, services);
  expect(changes).toStrictEqual([]);
  expect(problems).toStrictEqual([{ isBlocking, says: expect.stringContaining(says) }]);
});

it('takes no client id for one that Google manages', () => {
  expect(differenceWith({ clientId: '' }).problems).toStrictEqual([]);
});
