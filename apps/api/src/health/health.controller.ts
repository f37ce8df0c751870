import { Controller, Get } from '@nestjs/common';
import { SkipIap } from 'nestjs-iap/server';

/** For whoever asks whether the process serves: App Engine's own requests arrive without an assertion. They learn nothing else. */
@SkipIap()
@Controller()
export class HealthController {
  @Get(['healthz', '_ah/warmup', '_ah/start'])
  health(): { status: 'ok' } {
    return { status: 'ok' };
  }
}
