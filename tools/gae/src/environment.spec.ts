import { MANIFEST } from '../test/fixture.ts';
import { deployedEnvironment, hostOf, localEnvironment } from './environment.ts';
import { serviceOf } from './manifest/read-manifest.ts';

const AUDIENCE = { IAP_AUDIENCE: '/projects/1234/apps/shop-demo' };
const CLIENT = '1234-abc.apps.googleusercontent.com';

describe('deployedEnvironment', () => {
  it.each`
    app         | is                                          | environment
    ${'shop'}   | ${'public and calls'}                       | ${{ ORDER_BOOK_URL: 'https://order-book-dot-shop-demo.ew.r.appspot.com', ORDER_BOOK_TARGET_AUDIENCE: CLIENT }}
    ${'orders'} | ${'closed, called by two kinds, and calls'} | ${{ IAP_ALLOWED_CALLERS: 'serviceAccount:shop-sa@shop-demo.iam.gserviceaccount.com,user:staff@example.com', LEDGER_URL: 'https://ledger-dot-shop-demo.ew.r.appspot.com', LEDGER_TARGET_AUDIENCE: CLIENT }}
    ${'ledger'} | ${'closed and calls nobody'}                | ${{ IAP_ALLOWED_CALLERS: 'serviceAccount:orders-sa@shop-demo.iam.gserviceaccount.com' }}
    ${'blog'}   | ${'public and calls nobody'}                | ${{}}
  `('of $app, which is $is', ({ app, environment }: { app: string; environment: object }) => {
    const derived = deployedEnvironment(MANIFEST, serviceOf(MANIFEST, app));
    expect(derived).toStrictEqual({ ...AUDIENCE, ...environment });
  });

  it('does not take a service for its own caller', () => {
    const [shop] = MANIFEST.services;
    const self = { ...shop!, access: 'closed' as const, callers: [`serviceAccount:${shop!.serviceAccount}`] };
    const names = Object.keys(deployedEnvironment({ ...MANIFEST, services: [self] }, self));
    expect(names).toStrictEqual(['IAP_AUDIENCE', 'IAP_ALLOWED_CALLERS']);
  });
});

describe('localEnvironment', () => {
  it('points at the emulator, which stands where IAP and the metadata server stand', () => {
    expect(localEnvironment(MANIFEST, serviceOf(MANIFEST, 'shop'))).toStrictEqual({
      ...AUDIENCE,
      ORDER_BOOK_URL: 'http://127.0.0.1:8081',
      ORDER_BOOK_TARGET_AUDIENCE: CLIENT,
      PORT: '3000',
      HOST: '127.0.0.1',
      IAP_KEYS_URL: 'http://127.0.0.1:8000/iap/verify/public_key-jwk',
      GCE_METADATA_HOST: '127.0.0.1:8090',
      METADATA_SERVER_DETECTION: 'assume-present',
      GOOGLE_CLOUD_PROJECT: 'shop-demo',
    });
  });

  it('knows the port that a URL does not show', () => {
    const [shop] = MANIFEST.services;
    const services = MANIFEST.emulator!.services.map((each) => ({
      ...each,
      proxy: new URL('http://127.0.0.1:80'),
    }));
    const manifest = { ...MANIFEST, emulator: { port: 8000, services } };
    expect(localEnvironment(manifest, shop!).PORT).toBe('80');
  });

  it.each`
    lack                                     | app         | change                                             | message
    ${'an emulator section'}                 | ${'shop'}   | ${{ emulator: undefined }}                         | ${'no emulator: section'}
    ${'the service in the emulator section'} | ${'blog'}   | ${{}}                                              | ${'no emulator.services.blog'}
    ${'a called service in it'}              | ${'orders'} | ${{}}                                              | ${'no emulator.services.ledger'}
    ${'a port that others can know'}         | ${'shop'}   | ${{ emulator: { ...MANIFEST.emulator, port: 0 } }} | ${'is 0'}
  `(
    'says that the manifest lacks $lack',
    ({ app, change, message }: { app: string; change: object; message: string }) => {
      const manifest = { ...MANIFEST, ...change };
      expect(() => localEnvironment(manifest, serviceOf(manifest, app))).toThrow(message);
    },
  );
});

it.each`
  service         | host
  ${'default'}    | ${'shop-demo.ew.r.appspot.com'}
  ${'order-book'} | ${'order-book-dot-shop-demo.ew.r.appspot.com'}
`('shows service $service at $host', ({ service, host }: Record<string, string>) => {
  expect(hostOf(MANIFEST, service!)).toBe(host);
});
