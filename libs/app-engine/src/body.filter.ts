import { Catch, HttpException, type ArgumentsHost, type HttpServer } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';

/** Says in plain words what is wrong with a body that could not be read at all, in the form of every other fault. */
@Catch(HttpException)
export class BodyFilter extends BaseExceptionFilter {
  /** @param limit bytes, as the adapter enforces it */
  constructor(
    adapter: HttpServer,
    private readonly limit: number,
  ) {
    super(adapter);
  }

  override catch(exception: HttpException, host: ArgumentsHost): void {
    const message = this.sentenceFor(exception.cause);
    if (message === undefined) {
      super.catch(exception, host);
      return;
    }
    const statusCode = exception.getStatus();
    const body = { statusCode, message: `body ${message}`, faults: [{ field: 'body', message }] };
    super.catch(new HttpException(body, statusCode), host);
  }

  /** By Fastify's codes. Source: Fastify, "Errors". */
  private sentenceFor(cause: unknown): string | undefined {
    switch (cause instanceof Error && 'code' in cause ? cause.code : undefined) {
      case 'FST_ERR_CTP_BODY_TOO_LARGE':
        return `must not be larger than ${this.limit / 1024} KiB`;
      case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
        return 'must be sent as application/json';
      case 'FST_ERR_CTP_INVALID_JSON_BODY':
        return 'must be valid JSON';
      case 'FST_ERR_CTP_EMPTY_JSON_BODY':
        return 'must not be empty';
      default:
        return undefined;
    }
  }
}
