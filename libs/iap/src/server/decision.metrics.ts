import type { Attributes, Meter } from '@opentelemetry/api';
import type { CountedDecision, DecisionMeter } from './decision.meter.ts';

/** Upper ends of the histogram's buckets, in seconds: a signature check takes 0.1 ms, a fetch of the keys up to 5 s. */
const BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 1, 5];

/** The meter of this app, or undefined: without `@opentelemetry/api`, or with it and without an SDK, nothing is counted. */
type MeterSource = () => Promise<Meter | undefined>;

/** The guard's metrics, by way of OpenTelemetry's API. Costs nothing until the app listens, and nothing without an SDK. */
export class DecisionMetrics implements DecisionMeter {
  private record: ((decision: CountedDecision, seconds: number) => void) | undefined;
  private starting: Promise<void> | undefined;
  private stopGauge: () => void = () => undefined;
  private isOff = false;

  /** @param keyAge seconds since the keys in hand were read; undefined without any */
  constructor(
    private readonly keyAge: () => number | undefined,
    private readonly meterOf: MeterSource = meterOfApp,
  ) {}

  /** Loads the API, once. What is decided meanwhile is counted, too. */
  start(): Promise<void> {
    this.starting ??= this.prepare().catch(() => {
      this.stop();
    });
    return this.starting;
  }

  begin(): number {
    return this.isOff ? 0 : performance.now();
  }

  decided(decision: CountedDecision, begun: number): void {
    if (this.isOff) return;
    const seconds = (performance.now() - begun) / 1000;
    if (this.record !== undefined) this.record(decision, seconds);
    else void this.start().then(() => this.record?.(decision, seconds));
  }

  stop(): void {
    this.isOff = true;
    this.stopGauge();
  }

  private async prepare(): Promise<void> {
    const meter = await this.meterOf();
    if (meter === undefined || this.isOff) {
      this.isOff = true;
      return;
    }
    const decisions = meter.createCounter('iap.server.decisions', {
      description: 'Decisions of the guard',
      unit: '{decision}',
    });
    const duration = meter.createHistogram('iap.server.decision.duration', {
      description: 'Time from the request at the guard to its decision',
      unit: 's',
      advice: { explicitBucketBoundaries: BUCKETS },
    });
    this.record = (decision, seconds) => {
      const attributes = attributesOf(decision);
      decisions.add(1, attributes);
      duration.record(seconds, { 'iap.outcome': decision.outcome });
    };
    this.observeKeys(meter);
  }

  private observeKeys(meter: Meter): void {
    const age = meter.createObservableGauge('iap.server.keys.age', {
      description: 'Time since the keys in hand were read',
      unit: 's',
    });
    const observe: Parameters<typeof age.addCallback>[0] = (result) => {
      const seconds = this.keyAge();
      if (seconds !== undefined) result.observe(seconds);
    };
    age.addCallback(observe);
    this.stopGauge = () => {
      age.removeCallback(observe);
    };
  }
}

function attributesOf({ outcome, reason }: CountedDecision): Attributes {
  return reason === undefined ? { 'iap.outcome': outcome } : { 'iap.outcome': outcome, 'iap.reason': reason };
}

async function meterOfApp(): Promise<Meter | undefined> {
  // An optional peer, loaded after the app listens: an app without metrics neither has it nor waits for it.
  const api = await import('@opentelemetry/api').catch(() => undefined);
  const meter = api?.metrics.getMeter('nestjs-iap');
  return meter === api?.createNoopMeter() ? undefined : meter;
}
