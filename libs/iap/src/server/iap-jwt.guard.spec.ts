import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { ConsoleLogger, Controller, Get, type INestApplication, Module } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { IapTestIssuer, IapTestKeyServer } from '../testing/index.ts';
import {
  AllowCallers,
  Caller,
  IAP_CLOCK,
  IapJwtGuard,
  type IapPrincipal,
  IapServerModule,
  SkipIap,
} from './index.ts';

const NOW = 1_700_000_000;
const AUDIENCE = '/projects/123456789012/apps/quotes-demo';
const WEB = 'web-sa@quotes-demo.iam.gserviceaccount.com';
const OPS = 'ops-sa@quotes-demo.iam.gserviceaccount.com';
const HEADER = 'x-goog-iap-jwt-assertion';

@Controller()
class QuotesController {
  @Get('quotes')
  quotes(@Caller() caller: IapPrincipal): IapPrincipal {
    return caller;
  }

  @Get('ops')
  @AllowCallers(`serviceAccount:${OPS}`)
  ops(): string {
    return 'ops';
  }

  @SkipIap()
  @Get('healthz')
  health(@Caller() caller: IapPrincipal): IapPrincipal {
    return caller;
  }
}

const SILENT = new ConsoleLogger({ logLevels: [] });
const issuer = new IapTestIssuer({ audience: AUDIENCE, now: () => NOW * 1000 });

describe.each([
  ['Express', () => new ExpressAdapter()],
  ['Fastify', () => new FastifyAdapter()],
] as const)('on %s', (_adapter, createAdapter) => {
  let keys: IapTestKeyServer;
  let app: INestApplication;
  let origin: string;

  async function start(keysUrl: string): Promise<INestApplication> {
    @Module({
      imports: [
        IapServerModule.forRootAsync({
          useFactory: () => ({
            audience: AUDIENCE,
            allowedCallers: [`serviceAccount:${WEB}`, `serviceAccount:${OPS}`],
            keysUrl,
          }),
        }),
      ],
      controllers: [QuotesController],
    })
    class AppModule {}
    const testing = Test.createTestingModule({ imports: [AppModule] }).setLogger(SILENT);
    const module = await testing
      .overrideProvider(IAP_CLOCK)
      .useValue(() => NOW * 1000)
      .compile();
    const started = module.createNestApplication(createAdapter());
    await started.listen(0, '127.0.0.1');
    return started;
  }

  beforeAll(async () => {
    keys = await IapTestKeyServer.start(issuer);
    app = await start(keys.url);
    origin = await app.getUrl();
  });

  afterAll(async () => {
    await app.close();
    await keys.stop();
  });

  const get = (path: string, assertion?: string) =>
    fetch(new URL(path, origin), { headers: assertion === undefined ? {} : { [HEADER]: assertion } });

  /** Writes the request by hand: clients of the usual kind do not send a header twice. */
  async function send(...headers: string[]): Promise<string> {
    const socket = connect(Number(new URL(origin).port), '127.0.0.1');
    socket.write(
      ['GET /quotes HTTP/1.1', 'Host: localhost', 'Connection: close', ...headers, '', ''].join('\r\n'),
    );
    return (await text(socket)).split('\r\n')[0] ?? '';
  }

  it('gives the handler the caller', async () => {
    const response = await get('/quotes', issuer.serviceAccount(WEB));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      kind: 'serviceAccount',
      member: `serviceAccount:${WEB}`,
      subject: issuer.claims(WEB).sub,
      email: WEB,
      audience: AUDIENCE,
      accessLevels: [],
      attributes: {},
    });
  });

  it('judges an assertion that comes again by the rules of each route', async () => {
    const assertion = issuer.serviceAccount(WEB);
    for (const [path, status] of [
      ['/quotes', 200],
      ['/quotes', 200],
      ['/ops', 403],
      ['/quotes', 200],
    ] as const) {
      expect((await get(path, assertion)).status).toBe(status);
    }
  });

  it('refuses a request without an assertion', async () => {
    const response = await get('/quotes');
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.json()).toEqual({ statusCode: 401, message: 'Unauthorized' });
  });

  it.each([
    ['garbage', 'garbage'],
    ['alg none', issuer.sign(issuer.claims(WEB), { alg: 'none' })],
    ['an expired one', issuer.serviceAccount(WEB, { exp: NOW - 60, iat: NOW - 600 })],
    ['another key', new IapTestIssuer({ audience: AUDIENCE, now: () => NOW * 1000 }).serviceAccount(WEB)],
  ])('refuses %s in the same words as any other', async (_flaw, assertion) => {
    const response = await get('/quotes', assertion);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    expect(await response.json()).toEqual({ statusCode: 401, message: 'Unauthorized' });
  });

  it('refuses the unsigned headers of IAP', async () => {
    const headers = {
      'x-goog-authenticated-user-email': `accounts.google.com:${WEB}`,
      authorization: 'Bearer x',
    };
    expect((await fetch(`${origin}/quotes`, { headers })).status).toBe(401);
  });

  it('refuses an assertion that comes twice, in whatever form', async () => {
    const good = `X-Goog-Iap-Jwt-Assertion: ${issuer.serviceAccount(WEB)}`;
    const again = `x-goog-iap-jwt-assertion: ${issuer.serviceAccount(OPS)}`;
    expect(await send(good)).toContain('200');
    expect(await send(good, again)).toContain('401');
    expect(await send(again, good)).toContain('401');
    expect(await send(good, good)).toContain('401');
    expect(await send(good, 'x-goog-iap-jwt-assertion:')).toContain('401');
    expect(await send('x-goog-iap-jwt-assertion:', good)).toContain('401');
    expect(await send(`${good},${issuer.serviceAccount(OPS)}`)).toContain('401');
    expect(await send('x-goog-iap-jwt-assertion:')).toContain('401');
  });

  it('answers 403 to a caller who is vouched for and not on the list', async () => {
    const response = await get('/quotes', issuer.user('ann@example.com'));
    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({ statusCode: 403, message: 'Forbidden' });
  });

  it('a decorator narrows the list', async () => {
    expect((await get('/ops', issuer.serviceAccount(OPS))).status).toBe(200);
    expect((await get('/ops', issuer.serviceAccount(WEB))).status).toBe(403);
  });

  it('an open route answers everybody, as nobody', async () => {
    expect(await (await get('/healthz')).json()).toEqual({ kind: 'anonymous' });
    expect(await (await get('/healthz', issuer.serviceAccount(WEB))).json()).toEqual({ kind: 'anonymous' });
  });

  it('answers 503 and says when to come back while no key was ever read', async () => {
    const keyless = await start('http://127.0.0.1:9/');
    const headers = { [HEADER]: issuer.serviceAccount(WEB) };
    const response = await fetch(`${await keyless.getUrl()}/quotes`, { headers });
    await keyless.close();
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await response.json()).toEqual({ statusCode: 503, message: 'Service Unavailable' });
  });
});

it('is the guard in force that overrideProvider(IapJwtGuard) replaces', async () => {
  @Controller('quotes')
  class PlainController {
    @Get()
    quotes(): string {
      return 'quotes';
    }
  }
  const options = { audience: AUDIENCE, allowedCallers: [`serviceAccount:${WEB}`], warmUp: false };
  const testing = Test.createTestingModule({
    imports: [IapServerModule.forRoot(options)],
    controllers: [PlainController],
  });
  const guard = testing.overrideProvider(IapJwtGuard);
  const module = await guard.useValue({ canActivate: () => true }).compile();
  const app = module.createNestApplication(new FastifyAdapter());
  await app.listen(0, '127.0.0.1');
  const response = await fetch(`${await app.getUrl()}/quotes`);
  await app.close();
  expect(response.status).toBe(200);
});
