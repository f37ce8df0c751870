import { Body, Controller, Get, Header, HttpCode, Post } from '@nestjs/common';
import type { ApiProducts, ApiQuote } from './api.answers.ts';
import { QuoteRequest } from './quote.request.ts';
import { QuotesClient } from './quotes.client.ts';

/** How long the ways were, in milliseconds with one decimal. */
export interface Legs {
  /** From web through IAP to api and back, as web saw it: the ID token, IAP and api included. */
  readonly webToApi: number;
  /** Inside api, as api reports it. */
  readonly api: number;
}

@Controller('api')
export class QuotesController {
  constructor(private readonly api: QuotesClient) {}

  @Get('products')
  @Header('cache-control', 'no-store')
  products(): Promise<ApiProducts> {
    return this.api.products();
  }

  @Post('quotes')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  async quote(@Body() { items }: QuoteRequest): Promise<ApiQuote & { legs: Legs }> {
    const start = performance.now();
    const quote = await this.api.quote(items);
    const webToApi = Math.round((performance.now() - start) * 10) / 10;
    return { ...quote, legs: { webToApi, api: quote.call.ms } };
  }
}
