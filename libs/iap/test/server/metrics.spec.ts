import { jest } from '@jest/globals';
import { type Meter, metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { Controller, Get } from '@nestjs/common';
import { DecisionMetrics } from '../../src/server/decision.metrics.ts';
import { type GuardedApp, HEADER, issuer, startGuarded, WEB } from './guarded-app.ts';

@Controller()
class QuotesController {
  @Get('quotes')
  quotes(): string {
    return 'quotes';
  }
}

const web = { [HEADER]: issuer.serviceAccount(WEB) };
let exporter: InMemoryMetricExporter;
let provider: MeterProvider;
let guarded: GuardedApp | undefined;

beforeEach(() => {
  exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  provider = new MeterProvider({ readers: [reader] });
});
afterEach(async () => {
  await guarded?.app.close();
  guarded = undefined;
  metrics.disable();
  await provider.shutdown();
});

/** What the SDK has of an instrument: unit, and value by attributes. */
async function exported(name: string) {
  exporter.reset();
  await provider.forceFlush();
  const found = exporter
    .getMetrics()
    .flatMap(({ scopeMetrics }) => scopeMetrics)
    .filter(({ scope }) => scope.name === 'nestjs-iap')
    .flatMap((scope) => scope.metrics)
    .find(({ descriptor }) => descriptor.name === name);
  const points = found?.dataPoints.map(({ attributes, value }) => ({ ...attributes, value })) ?? [];
  return { unit: found?.descriptor.unit, points };
}

describe('with an SDK', () => {
  beforeEach(() => metrics.setGlobalMeterProvider(provider));

  it('counts decisions by outcome and reason, the first ones too', async () => {
    guarded = await startGuarded(QuotesController);
    await guarded.get('/quotes');
    await guarded.get('/quotes', web);
    await guarded.get('/quotes', web);
    await guarded.get('/quotes', { [HEADER]: issuer.user('ann@example.com') });
    const counted = await exported('iap.server.decisions');
    expect(counted.unit).toBe('{decision}');
    expect(counted.points).toHaveLength(3);
    expect(counted.points).toEqual(
      expect.arrayContaining([
        { 'iap.outcome': 'refused', 'iap.reason': 'assertion-missing', value: 1 },
        { 'iap.outcome': 'allowed', value: 2 },
        { 'iap.outcome': 'refused', 'iap.reason': 'caller-not-allowed', value: 1 },
      ]),
    );
  });

  it('counts in report-only mode what would be refused', async () => {
    guarded = await startGuarded(QuotesController, { mode: 'report-only' });
    await guarded.get('/quotes');
    expect((await exported('iap.server.decisions')).points).toEqual([
      { 'iap.outcome': 'would-be-refused', 'iap.reason': 'assertion-missing', value: 1 },
    ]);
  });

  it('measures how long a decision takes, in seconds', async () => {
    guarded = await startGuarded(QuotesController);
    const before = performance.now();
    await guarded.get('/quotes', web);
    const most = (performance.now() - before) / 1000;
    const { unit, points } = await exported('iap.server.decision.duration');
    expect(unit).toBe('s');
    expect(points).toMatchObject([{ 'iap.outcome': 'allowed', value: { count: 1 } }]);
    const { sum } = points[0]!.value as { sum: number };
    expect(sum).toBeGreaterThan(0);
    expect(sum).toBeLessThan(most);
  });

  it('tells the age of the keys once there are any', async () => {
    guarded = await startGuarded(QuotesController, { warmUp: false });
    expect((await exported('iap.server.keys.age')).points).toEqual([]);
    await guarded.get('/quotes', web);
    expect(await exported('iap.server.keys.age')).toEqual({ unit: 's', points: [{ value: 0 }] });
  });

  it('loads the API once, and counts what was decided meanwhile, until the app stops', async () => {
    const meters: Meter[] = [];
    const meter = new DecisionMetrics(
      () => undefined,
      async () => {
        await Promise.resolve();
        meters.push(metrics.getMeter('nestjs-iap'));
        return meters[0];
      },
    );
    const begun = meter.begin();
    meter.decided({ outcome: 'allowed' }, begun);
    meter.decided({ outcome: 'allowed' }, begun);
    await meter.start();
    await Promise.resolve();
    expect(meters).toHaveLength(1);
    meter.stop();
    meter.decided({ outcome: 'allowed' }, begun);
    expect((await exported('iap.server.decisions')).points).toEqual([{ 'iap.outcome': 'allowed', value: 2 }]);
  });

  it('loads the API once the app listens, and lets go of it when it stops', async () => {
    const start = jest.spyOn(DecisionMetrics.prototype, 'start');
    const stop = jest.spyOn(DecisionMetrics.prototype, 'stop');
    const before: number[] = [];
    guarded = await startGuarded(QuotesController, {}, async (app) => {
      await app.init();
      before.push(start.mock.calls.length);
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect([...before, start.mock.calls.length]).toEqual([0, 1]);
    expect(stop).not.toHaveBeenCalled();
    await guarded.app.close();
    guarded = undefined;
    expect(stop).toHaveBeenCalledTimes(1);
    jest.restoreAllMocks();
  });

  it('asks for it no more once the app stops', async () => {
    let asked = 0;
    const meter = new DecisionMetrics(() => asked++);
    await meter.start();
    await exported('iap.server.keys.age');
    expect(asked).toBe(1);
    meter.stop();
    await exported('iap.server.keys.age');
    expect(asked).toBe(1);
  });
});

it('without an SDK measures nothing, and asks for no time', async () => {
  const meter = new DecisionMetrics(() => 0);
  await meter.start();
  expect(meter.begin()).toBe(0);
  meter.decided({ outcome: 'allowed' }, 0);
  metrics.setGlobalMeterProvider(provider);
  expect((await exported('iap.server.decisions')).points).toEqual([]);
});

it('without the package, too', async () => {
  const meter = new DecisionMetrics(
    () => 0,
    () => Promise.resolve(undefined),
  );
  meter.decided({ outcome: 'allowed' }, meter.begin());
  await meter.start();
  expect(meter.begin()).toBe(0);
});

it('with an API that fails, the guard goes on', async () => {
  const meter = new DecisionMetrics(
    () => 0,
    () => Promise.reject(new Error('broken')),
  );
  meter.decided({ outcome: 'allowed' }, meter.begin());
  await meter.start();
  expect(meter.begin()).toBe(0);
});
