import { MANIFEST } from '../../test/fixture.ts';
import { callOrder, connectedApps } from './call-order.ts';
import type { Manifest } from './manifest.ts';

const [shop, orders, ledger, blog] = MANIFEST.services;

/** The manifest, with ledger calling orders back. */
const circular: Manifest = {
  ...MANIFEST,
  services: [
    shop!,
    { ...orders!, callers: [...orders!.callers, `serviceAccount:${ledger!.serviceAccount}`] },
    ledger!,
    blog!,
  ],
};

describe('callOrder', () => {
  it('puts those who are called first', () => {
    expect(callOrder(MANIFEST)).toStrictEqual([ledger, orders, shop, blog]);
  });

  it('ends when services call each other, and leaves none out', () => {
    expect(callOrder(circular).map(({ app }) => app)).toStrictEqual(['ledger', 'orders', 'shop', 'blog']);
  });
});

describe('connectedApps', () => {
  it.each`
    app          | connected
    ${'shop'}    | ${['ledger', 'orders', 'shop']}
    ${'orders'}  | ${['ledger', 'orders', 'shop']}
    ${'ledger'}  | ${['ledger', 'orders', 'shop']}
    ${'blog'}    | ${['blog']}
    ${'unknown'} | ${['unknown']}
  `('of $app are $connected', ({ app, connected }: { app: string; connected: string[] }) => {
    expect(connectedApps(MANIFEST, app)).toStrictEqual(connected);
  });
});
