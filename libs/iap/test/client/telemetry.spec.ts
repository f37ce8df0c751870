import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

import {
  context,
  metrics,
  propagation,
  ROOT_CONTEXT,
  type Attributes,
  type Context,
  type ContextManager,
  type Meter,
  type ObservableCallback,
} from '@opentelemetry/api';
import { Test } from '@nestjs/testing';
import { firstValueFrom } from 'rxjs';

import { IapClientModule, IapHttpService, IapTokenHealth } from '../../src/client/index.ts';
import { byIap, json, startLoopback, type Loopback } from './loopback.ts';
import { startMetadataServer, type MetadataServer } from './metadata.ts';
import { freshAudience } from './mint.ts';

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('what an operator sees', () => {
  let metadata: MetadataServer;
  let upstream: Loopback;
  let http: IapHttpService;
  let health: IapTokenHealth;
  const targetAudience = freshAudience();
  const instruments = new Map<string, ObservableCallback>();
  const storage = new AsyncLocalStorage<Context>();

  beforeAll(async () => {
    setUpSdk();
    metadata = await startMetadataServer({ METADATA_SERVER_DETECTION: 'assume-present' });
    upstream = await startLoopback((_request, response) => {
      json(response, {});
    });
    const module = IapClientModule.register({ baseURL: upstream.origin, targetAudience });
    const app = await Test.createTestingModule({ imports: [module] }).compile();
    http = app.get(IapHttpService);
    health = app.get(IapTokenHealth);
  });
  afterAll(() => Promise.all([metadata.close(), upstream.close()]));

  /** As little of an SDK as takes part. */
  function setUpSdk(): void {
    const observable = (name: string) => ({
      addCallback: (read: ObservableCallback) => instruments.set(name, read),
    });
    const meter = {
      createObservableCounter: observable,
      createObservableGauge: observable,
    } as unknown as Meter;
    metrics.setGlobalMeterProvider({ getMeter: () => meter });
    context.setGlobalContextManager({
      active: () => storage.getStore() ?? ROOT_CONTEXT,
      with: (given, run, self, ...args) => storage.run(given, () => run.apply(self, args)),
    } as ContextManager);
    propagation.setGlobalPropagator({
      inject: (active, carrier, setter) => {
        if (active !== ROOT_CONTEXT) setter.set(carrier, 'traceparent', TRACE);
      },
      extract: (active) => active,
      fields: () => ['traceparent'],
    });
  }

  function read(name: string): [number, Attributes | undefined][] {
    const seen: [number, Attributes | undefined][] = [];
    void instruments.get(name)?.({
      observe: (value: number, labels?: Attributes) => seen.push([value, labels]),
    });
    return seen;
  }
  const traced = <T>(run: () => T): T => context.with(ROOT_CONTEXT.setValue(Symbol('span'), 1), run);

  it('before the first call: no token', () => {
    expect(health.report()).toEqual({
      state: 'none',
      type: 'id-token',
      audience: targetAudience,
      lifeSeconds: 0,
      failures: 0,
    });
  });

  it('calls by outcome, tokens, and the life that is left', async () => {
    const { origin } = upstream;
    const { answer } = upstream;
    await firstValueFrom(http.get('/'));
    upstream.answer = (_request, response) => {
      json(response, {}, 500);
    };
    await expect(firstValueFrom(http.get('/'))).rejects.toThrow();
    upstream.answer = (_request, response) => {
      byIap(response, 403);
    };
    await expect(firstValueFrom(http.get('/'))).rejects.toThrow();
    upstream.answer = (_request, response) => response.destroy();
    await expect(firstValueFrom(http.get('/'))).rejects.toThrow();
    upstream.answer = answer;
    expect(read('iap.client.calls')).toEqual([
      [2, { upstream: origin, outcome: 'answered' }],
      [1, { upstream: origin, outcome: 'ERR_IAP_REFUSED' }],
      [1, { upstream: origin, outcome: 'failed' }],
    ]);
    expect(read('iap.client.token.renewals')).toEqual([[1, { type: 'id-token', outcome: 'renewed' }]]);
    expect(read('iap.client.token.life')).toEqual([
      [expect.closeTo(3600, -1), { audience: targetAudience, type: 'id-token' }],
    ]);
    expect(health.report()).toMatchObject({ state: 'fresh', lifeSeconds: expect.closeTo(3600, -1) });
  });

  it.each(['json', 'stream'] as const)('one trace, also at the upstream (%s)', async (responseType) => {
    upstream.received.length = 0;
    await traced(() => firstValueFrom(http.get('/', { responseType })));
    await traced(() => firstValueFrom(http.get('/', { responseType, headers: { Traceparent: 'mine' } })));
    await firstValueFrom(http.get('/', { responseType }));
    expect(upstream.received.map(({ headers }) => headers.traceparent)).toEqual([TRACE, 'mine', undefined]);
  });

  it('one trace, and not two where undici is instrumented', async () => {
    const listener = () => undefined;
    subscribe('undici:request:create', listener);
    upstream.received.length = 0;
    await traced(() => firstValueFrom(http.get('/')));
    unsubscribe('undici:request:create', listener);
    expect(upstream.received[0]?.headers).not.toHaveProperty('traceparent');
  });
});
