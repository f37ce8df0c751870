import { Controller, Get, type NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { IapKeyHealth, IapServerModule } from '../../src/server/index.ts';
import { IapKeyStore } from '../../src/server/iap-key.store.ts';
import { IapTestKeyServer } from '../../src/testing/index.ts';
import { AUDIENCE, HEADER, issuer, startGuarded, WEB } from './guarded-app.ts';

@Controller()
class QuotesController {
  @Get()
  quotes(): string {
    return 'quotes';
  }
}

let endpoint: IapTestKeyServer;
let asked: Promise<void>;

beforeEach(async () => {
  endpoint = await IapTestKeyServer.start(issuer);
  asked = new Promise((resolve) => {
    endpoint.answerWith((_request, response) => {
      response.end(JSON.stringify(issuer.jwks()));
      resolve();
    });
  });
});
afterEach(() => endpoint.stop());

it('reads the keys once the app listens, before a request asks for them', async () => {
  const { app, get } = await startGuarded(QuotesController, { keysUrl: endpoint.url });
  await asked;
  expect((await get('/', { [HEADER]: issuer.serviceAccount(WEB) })).status).toBe(200);
  expect(endpoint.requests).toBe(1);
  expect(app.get(IapKeyHealth).report()).toMatchObject({ state: 'fresh', keys: 1 });
  await app.close();
});

it('is no error while the key endpoint starts too, and one when a request had to be refused for it', async () => {
  const refused = new Promise<void>((resolve) => {
    endpoint.answerWith((_request, response) => {
      response.writeHead(503).end();
      resolve();
    });
  });
  const { app, get, logger } = await startGuarded(QuotesController, { keysUrl: endpoint.url });
  await refused;
  const health = app.get(IapKeyHealth);
  expect(await health.isHealthy()).toMatchObject({ iapKeys: { status: 'down', failure: 'status' } });
  const levels = () =>
    logger.records.filter(({ message }) => String(message).startsWith('IAP keys')).map(({ level }) => level);
  expect(levels()).toEqual(['warn']);
  expect((await get('/', { [HEADER]: issuer.serviceAccount(WEB) })).status).toBe(503);
  Object.assign(app.get(IapKeyStore), { nextFetchAt: 0 });
  expect((await get('/', { [HEADER]: issuer.serviceAccount(WEB) })).status).toBe(503);
  expect(levels()).toEqual(['warn', 'error']);
  endpoint.answerWith((_request, response) => response.end(JSON.stringify(issuer.jwks())));
  Object.assign(app.get(IapKeyStore), { nextFetchAt: 0 });
  expect(await health.isHealthy('keys')).toMatchObject({ keys: { status: 'up', state: 'fresh', keys: 1 } });
  expect(levels()).toEqual(['warn', 'error', 'log']);
  await app.close();
});

it('ends a fetch under way when the app stops', async () => {
  const hungUp = new Promise<void>((resolve) => {
    asked = new Promise((begun) => {
      endpoint.answerWith((_request, response) => {
        response.on('close', resolve);
        begun();
      });
    });
  });
  const { app } = await startGuarded(QuotesController, { keysUrl: endpoint.url });
  await asked;
  await app.close();
  await hungUp;
});

it('leaves it to the first request where that is asked for', async () => {
  const { app, get } = await startGuarded(QuotesController, { keysUrl: endpoint.url, warmUp: false });
  expect(app.get(IapKeyHealth).report()).toMatchObject({ state: 'none', nextFetchSeconds: 0 });
  expect((await get('/', { [HEADER]: 'garbage' })).status).toBe(401);
  expect(endpoint.requests).toBe(0);
  expect((await get('/', { [HEADER]: issuer.serviceAccount(WEB) })).status).toBe(200);
  expect(endpoint.requests).toBe(1);
  await app.close();
});

it('reads them in an application context, too, which never listens', async () => {
  const iap = IapServerModule.forRoot({
    audience: AUDIENCE,
    allowedCallers: [`serviceAccount:${WEB}`],
    keysUrl: endpoint.url,
  });
  const silent: Pick<NestApplicationOptions, 'logger'> = { logger: false };
  const context = await NestFactory.createApplicationContext(iap, silent);
  await asked;
  await context.close();
});
