import 'reflect-metadata';
import { createServer } from 'node:http';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { IapClientModule, IapHttpService } from 'nestjs-iap/client';
import { IapServerModule } from 'nestjs-iap/server';
import { IapTestIssuer } from 'nestjs-iap/testing';
import { firstValueFrom } from 'rxjs';

// Both halves under Nest 11: what a guarded route answers without and with an assertion, and what a call sends.
const audience = '/projects/1/apps/quotes-demo';
const web = 'web-sa@quotes-demo.iam.gserviceaccount.com';
const targetAudience = '1-a.apps.googleusercontent.com';
const issuer = new IapTestIssuer({ audience });

class QuotesController {
  quotes() {
    return { total: 1 };
  }
}
Controller('quotes')(QuotesController);
Get()(
  QuotesController.prototype,
  'quotes',
  Object.getOwnPropertyDescriptor(QuotesController.prototype, 'quotes'),
);

const seconds = Math.floor(Date.now() / 1000);
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const token = [
  part({ alg: 'RS256' }),
  part({ aud: targetAudience, email: web, iat: seconds, exp: seconds + 3600 }),
  'c2ln',
].join('.');
const google = createServer((request, response) => {
  const isToken = request.url.startsWith('/computeMetadata/');
  response.setHeader('metadata-flavor', 'Google');
  response.end(
    isToken ? token : JSON.stringify({ isSignedIn: request.headers.authorization === `Bearer ${token}` }),
  );
});
await new Promise((resolve) => google.listen(0, '127.0.0.1', resolve));
const host = `127.0.0.1:${google.address().port}`;
Object.assign(process.env, { GCE_METADATA_HOST: host, METADATA_SERVER_DETECTION: 'assume-present' });

for (const adapter of [new ExpressAdapter(), new FastifyAdapter()]) {
  class AppModule {}
  Module({
    controllers: [QuotesController],
    imports: [
      IapServerModule.forRoot({
        audience,
        allowedCallers: [`serviceAccount:${web}`],
        pinnedKeys: issuer.jwks(),
      }),
      IapClientModule.register({ baseURL: `http://${host}`, targetAudience }),
    ],
  })(AppModule);
  const app = await NestFactory.create(AppModule, adapter, { logger: ['error'] });
  await app.listen(0, '127.0.0.1');
  const url = `${await app.getUrl()}/quotes`;
  const bare = await fetch(url);
  const vouchedFor = await fetch(url, { headers: issuer.asServiceAccount(web) });
  const call = await firstValueFrom(app.get(IapHttpService).get('/'));
  console.log(`${adapter.getType()} ${bare.status} ${vouchedFor.status} ${JSON.stringify(call.data)}`);
  await app.close();
}
google.close();
