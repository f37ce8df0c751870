import { Controller, Get, type INestApplication, Module } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Caller, IapServerModule } from '../server/index.ts';
import { IapTestIssuer, standInForIap } from './index.ts';

const AUDIENCE = '/projects/123456789012/apps/quotes-demo';
const WEB = 'web-sa@quotes-demo.iam.gserviceaccount.com';

@Controller()
class QuotesController {
  @Get()
  quotes(@Caller() caller: object): object {
    return caller;
  }
}

@Module({
  imports: [IapServerModule.forRoot({ audience: AUDIENCE, allowedCallers: [`serviceAccount:${WEB}`] })],
  controllers: [QuotesController],
})
class AppModule {}

const issuer = new IapTestIssuer({ audience: AUDIENCE });
let app: INestApplication;
let origin: string;

beforeAll(async () => {
  const builder = standInForIap(Test.createTestingModule({ imports: [AppModule] }), issuer);
  app = (await builder.compile()).createNestApplication(new FastifyAdapter());
  await app.listen(0, '127.0.0.1');
  origin = await app.getUrl();
});
afterAll(() => app.close());

it('the guard stays on', async () => {
  expect((await fetch(origin)).status).toBe(401);
});

it('and believes what the issuer signs', async () => {
  const response = await fetch(origin, { headers: issuer.asServiceAccount(WEB) });
  expect(await response.json()).toMatchObject({ kind: 'serviceAccount', email: WEB });
});

it('about anybody, whom the list then judges', async () => {
  expect((await fetch(origin, { headers: issuer.asUser('ann@example.com') })).status).toBe(403);
});

it('and nobody else', async () => {
  const other = new IapTestIssuer({ audience: AUDIENCE });
  expect((await fetch(origin, { headers: other.asServiceAccount(WEB) })).status).toBe(401);
});
