import { Controller, Get } from '@nestjs/common';

/** For whoever asks whether the process serves. It does not ask api: a web that cannot reach api still has a page to show. */
@Controller()
export class HealthController {
  @Get(['healthz', '_ah/warmup', '_ah/start'])
  health(): { status: 'ok' } {
    return { status: 'ok' };
  }
}
