import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { jest } from '@jest/globals';
import { ConsoleLogger, Controller, Get } from '@nestjs/common';
import {
  Caller,
  IAP_DECISION_CHANNEL,
  IapJwtVerifier,
  type IapDecision,
  IapJwtGuard,
  type IapPrincipal,
  type IapServerModuleOptions,
  SkipIap,
} from '../../src/server/index.ts';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { IapTestKeyServer } from '../../src/testing/index.ts';
import { type GuardedApp, HEADER, issuer, NOW, startGuarded, WEB } from './guarded-app.ts';

@Controller()
class QuotesController {
  @Get('quotes')
  quotes(@Caller() caller: IapPrincipal): IapPrincipal {
    return caller;
  }

  @SkipIap()
  @Get('healthz')
  health(): string {
    return 'ok';
  }
}

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const web = { [HEADER]: issuer.serviceAccount(WEB) };
const ann = { [HEADER]: issuer.user('ann@example.com') };
const expired = { [HEADER]: issuer.serviceAccount(WEB, { iat: NOW - 600, exp: NOW - 60 }) };
const route = 'QuotesController.quotes';

let guarded: GuardedApp;
const start = async (options: Partial<IapServerModuleOptions>) => {
  guarded = await startGuarded(QuotesController, options);
};
const decisionsLogged = () => guarded.logger.records.filter(({ outcome }) => outcome !== undefined);
afterEach(() => guarded.app.close());

it('logs every refusal with its reason, and the caller only where IAP vouches for one', async () => {
  await start({});
  await guarded.get('/quotes', { traceparent: `00-${TRACE}-b7ad6b7169203331-01` });
  await guarded.get('/quotes', { ...expired, 'x-cloud-trace-context': `${TRACE}/1;o=1` });
  await guarded.get('/quotes', { ...ann, traceparent: 'injected\\nline' });
  await guarded.get('/quotes', web);
  await guarded.get('/healthz');
  const message = 'IAP: request refused';
  const refused = { level: 'warn', message, outcome: 'refused', route };
  expect(decisionsLogged()).toEqual([
    { ...refused, reason: 'assertion-missing', status: 401, trace: TRACE },
    { ...refused, reason: 'expired', status: 401, trace: TRACE },
    { ...refused, reason: 'caller-not-allowed', status: 403, kind: 'user', caller: 'user:ann@example.com' },
  ]);
});

it('writes a record that a terminal shows in one line, and JSON as members', async () => {
  await start({});
  await guarded.get('/quotes', ann);
  const [record] = decisionsLogged();
  const { level: _level, message, ...params } = record!;
  const lines: string[] = [];
  const write = jest
    .spyOn(process.stdout, 'write')
    .mockImplementation((line) => lines.push(String(line)) > 0);
  new ConsoleLogger({ colors: false }).warn(message, params);
  new ConsoleLogger({ json: true }).warn(message, params);
  write.mockRestore();
  const [terminal = '', json = ''] = lines;
  expect(terminal.trimEnd()).toMatch(/IAP: request refused \{ reason: 'caller-not-allowed', [^\n]+\}$/);
  expect(JSON.parse(json)).toMatchObject({ level: 'warn', message, params });
});

it('logs every decision when asked to', async () => {
  await start({ logDecisions: 'all' });
  await guarded.get('/quotes', web);
  expect(decisionsLogged()).toEqual([
    {
      level: 'log',
      message: 'IAP: request let in',
      outcome: 'allowed',
      route,
      kind: 'serviceAccount',
      caller: `serviceAccount:${WEB}`,
    },
  ]);
});

it('never logs an assertion or a claim that was not verified', async () => {
  await start({ logDecisions: 'all' });
  const forged = issuer.sign({ ...issuer.claims('mallory@example.com'), exp: 1 }, { kid: 'forged' });
  for (const assertion of [forged, 'garbage', issuer.serviceAccount(WEB)])
    await guarded.get('/quotes', { [HEADER]: assertion });
  const logged = JSON.stringify(guarded.logger.records);
  for (const secret of [
    'mallory',
    'forged',
    'garbage',
    ...forged.split('.'),
    ...issuer.serviceAccount(WEB).split('.'),
  ]) {
    expect(logged).not.toContain(secret);
  }
});

it('keeps a flood out of the log', async () => {
  await start({});
  await Promise.all(Array.from({ length: 50 }, () => guarded.get('/quotes')));
  expect(decisionsLogged()).toHaveLength(10);
});

it('publishes every decision for metrics, flood or not', async () => {
  await start({});
  const decisions: IapDecision[] = [];
  const listen = (decision: unknown) => decisions.push(decision as IapDecision);
  subscribe(IAP_DECISION_CHANNEL, listen);
  await Promise.all(Array.from({ length: 20 }, () => guarded.get('/quotes')));
  await guarded.get('/quotes', web);
  unsubscribe(IAP_DECISION_CHANNEL, listen);
  expect(decisions).toHaveLength(21);
  expect(decisionsLogged()).toHaveLength(10);
  expect(decisions[0]).toEqual({ outcome: 'refused', route, reason: 'assertion-missing', status: 401 });
  expect(decisions[20]).toMatchObject({ outcome: 'allowed', caller: `serviceAccount:${WEB}` });
});

it('tells of each request in its own async context, also of those that are judged together', async () => {
  await start({});
  const guard = guarded.app.get(IapJwtGuard);
  const current = new AsyncLocalStorage<string>();
  const seen: string[] = [];
  const listener = (): number => seen.push(current.getStore() ?? 'nobody');
  const judged = (name: string): Promise<boolean> =>
    current.run(name, async () => {
      const context = new ExecutionContextHost(
        [{ headers: web }],
        QuotesController,
        QuotesController.prototype.quotes,
      );
      return guard.canActivate(context);
    });
  subscribe(IAP_DECISION_CHANNEL, listener);
  const names = ['first', 'second', 'third'];
  await Promise.all(names.map(judged));
  unsubscribe(IAP_DECISION_CHANNEL, listener);
  expect(seen).toEqual(names);
});

it('tells a verdict from what cannot be judged, and from a fault', async () => {
  await start({ keysUrl: 'http://127.0.0.1:9/', warmUp: false });
  expect((await guarded.get('/quotes', web)).status).toBe(503);
  const fault = () => {
    throw new RangeError('broken');
  };
  Object.assign(guarded.app.get(IapJwtVerifier), { judge: fault });
  const response = await guarded.get('/quotes', web);
  expect(response.status).toBe(500);
  expect(await response.json()).toEqual({ statusCode: 500, message: 'Internal server error' });
  expect(decisionsLogged()).toMatchObject([
    { outcome: 'refused', reason: 'keys-unavailable', status: 503 },
    { outcome: 'refused', reason: 'internal', status: 500 },
  ]);
});

it('asks the list also of a caller whose assertion waited for the first keys', async () => {
  const endpoint = await IapTestKeyServer.start(issuer);
  try {
    for (const [headers, status] of [
      [ann, 403],
      [web, 200],
    ] as const) {
      await start({ keysUrl: endpoint.url, warmUp: false });
      expect((await guarded.get('/quotes', headers)).status).toBe(status);
      if (status === 403) await guarded.app.close();
    }
    expect(endpoint.requests).toBe(2);
  } finally {
    await endpoint.stop();
  }
});

it('says at start what is open, and nothing else', async () => {
  await start({});
  const { records } = guarded.logger;
  const open = ['QuotesController.health: @SkipIap()'];
  expect(records.filter((record) => 'open' in record)).toEqual([
    { level: 'log', message: 'IAP: open routes', open },
  ]);
  expect(JSON.stringify(records)).not.toContain('EVERY route');
});

describe('report-only', () => {
  it('lets everything through, and nobody unverified is anybody', async () => {
    await start({ mode: 'report-only' });
    for (const headers of [{}, expired, ann, { [HEADER]: 'garbage' }]) {
      const response = await guarded.get('/quotes', headers);
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({ kind: 'anonymous' });
    }
    expect(await (await guarded.get('/quotes', web)).json()).toMatchObject({ kind: 'serviceAccount' });
  });

  it('says so at start, and logs what would have been refused', async () => {
    await start({ mode: 'report-only' });
    expect(guarded.logger.records.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('EVERY route is open'),
    );
    await guarded.get('/quotes');
    expect(decisionsLogged()).toMatchObject([
      { message: 'IAP: request would be refused', outcome: 'would-be-refused', reason: 'assertion-missing' },
    ]);
  });
});
