import { HttpException, Injectable, Logger } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import type { AxiosRequestConfig, AxiosResponse } from 'axios';
import { currentTrace, traceparentOf } from 'app-engine';
import { IapHttpService } from 'nestjs-iap/client';
import { firstValueFrom, timeout, type Observable } from 'rxjs';
import type { WebConfig } from '../config.ts';
import {
  isApiProducts,
  isApiQuote,
  isApiRejection,
  type ApiProducts,
  type ApiQuote,
  type Check,
} from './api.answers.ts';
import { failureOf, failureOfStatus, VISITOR_SENTENCE, type ApiFailure } from './api.failure.ts';
import type { QuoteItem } from './quote.request.ts';

/** Statuses by which api tells the visitor what to mend. */
const REJECTIONS = new Set([400, 413, 415, 422]);

/** api, called through IAP with requests of our own making: nothing that a visitor sent goes along but what is named here. */
@Injectable()
export class QuotesClient {
  private readonly logger = new Logger('Quotes');

  constructor(
    private readonly http: IapHttpService,
    private readonly config: ConfigService<WebConfig, true>,
  ) {}

  /** @throws {HttpException} as {@link quote} does */
  products(): Promise<ApiProducts> {
    return this.ask(this.http.get('/products', requestConfig()), isApiProducts);
  }

  /** @throws {HttpException} 4xx as api puts it, 502 out of reach or refused, 503 busy, 504 too slow */
  quote(items: readonly QuoteItem[]): Promise<ApiQuote> {
    const body = { items: items.map(({ product, quantity }) => ({ product, quantity })) };
    return this.ask(this.http.post('/quotes', body, requestConfig()), isApiQuote);
  }

  private async ask<T>(call: Observable<AxiosResponse<unknown>>, isAnswer: Check<T>): Promise<T> {
    const { status, data } = await this.send(call);
    if (status === 200 && isAnswer(data)) return data;
    if (REJECTIONS.has(status) && isApiRejection(data)) {
      const { message, faults } = data;
      throw new HttpException({ statusCode: status, message, faults }, status);
    }
    throw this.exceptionFor(failureOfStatus(status));
  }

  /** Unsubscribing, which is what `timeout` does, cancels the request, the wait for its token included. */
  private async send(call: Observable<AxiosResponse<unknown>>): Promise<AxiosResponse<unknown>> {
    try {
      return await firstValueFrom(call.pipe(timeout(this.config.get('API_TIMEOUT_MS', { infer: true }))));
    } catch (error) {
      throw this.exceptionFor(failureOf(error));
    }
  }

  private exceptionFor({ status, code, mending }: ApiFailure): HttpException {
    this.logger.error(`No answer from api (${code}): ${mending}`, { code });
    return new HttpException({ statusCode: status, message: VISITOR_SENTENCE[status] }, status);
  }
}

/** The trace is ours to continue: checked and written anew, never copied. */
function requestConfig(): AxiosRequestConfig {
  const trace = currentTrace();
  return { headers: trace ? { traceparent: traceparentOf(trace) } : {} };
}
