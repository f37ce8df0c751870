import { Body, Controller, Get, Header, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Caller, type IapPrincipal } from 'nestjs-iap/server';
import { CATALOGUE, type Product } from './catalogue.ts';
import { quoteFor, type Quote } from './price.rules.ts';
import { QuoteRequest } from './quote.request.ts';

/** Who called, as IAP vouched for it, and how long the answer took here. */
export interface Call {
  readonly caller: { readonly kind: IapPrincipal['kind']; readonly email: string | undefined };
  readonly audience: string | undefined;
  /** From the request's arrival to the answer, in milliseconds with one decimal. */
  readonly ms: number;
}

@Controller()
export class QuotesController {
  /** What may be ordered, without the rules of its price. */
  @Get('products')
  @Header('cache-control', 'no-store')
  products(): { products: Pick<Product, 'id' | 'name' | 'unitPrice'>[] } {
    return { products: CATALOGUE.map(({ id, name, unitPrice }) => ({ id, name, unitPrice })) };
  }

  @Post('quotes')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  quote(
    @Body() { items }: QuoteRequest,
    @Caller() caller: IapPrincipal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Quote & { call: Call } {
    return { ...quoteFor(items), call: callOf(caller, reply.elapsedTime) };
  }
}

function callOf(caller: IapPrincipal, elapsed: number): Call {
  return {
    caller: { kind: caller.kind, email: 'email' in caller ? caller.email : undefined },
    audience: 'audience' in caller ? caller.audience : undefined,
    ms: Math.round(elapsed * 10) / 10,
  };
}
