import { Controller, type DynamicModule, Get, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { IapServerModule } from '../../src/server/index.ts';
import { AUDIENCE, CALLER } from '../assertion.mint.ts';
import { JoseGuard } from './jose.guard.ts';
import type { GuardKind } from './route.protocol.ts';

/** A route that costs as little as a Nest route can, so that the guard is what is seen. */
@Controller()
class QuotesController {
  @Get('quotes')
  quotes(): { readonly total: number } {
    return { total: 4200 };
  }
}

@Module({})
class QuotesModule {}

export function quotesModule(guard: GuardKind, keysUrl: string): DynamicModule {
  const iap = { audience: AUDIENCE, allowedCallers: [`serviceAccount:${CALLER}`], keysUrl };
  return {
    module: QuotesModule,
    controllers: [QuotesController],
    imports: guard === 'nestjs-iap' ? [IapServerModule.forRoot(iap)] : [],
    providers: guard === 'jose' ? [{ provide: APP_GUARD, useValue: new JoseGuard(keysUrl) }] : [],
  };
}
