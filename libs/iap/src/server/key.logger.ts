import type { LoggerService } from '@nestjs/common';
import type { KeyReport } from './key.report.ts';

/**
 * Logs every fetch that brought no keys (the back-off keeps them rare) and the first that did again. Without any key in
 * hand it is an error once a request had to be refused for it; the reading at start may find a key endpoint that starts too.
 */
export function keyLogger(
  logger: Pick<LoggerService, 'log' | 'warn' | 'error'>,
): (report: KeyReport, isAwaited: boolean) => void {
  let isFailing = false;
  return (report, isAwaited) => {
    if (report.failure === 'stopped') return;
    const wasFailing = isFailing;
    isFailing = report.failure !== undefined;
    if (!isFailing) {
      if (wasFailing) logger.log('IAP keys: read again', report);
    } else if (report.state !== 'none') {
      logger.warn('IAP keys: not renewed, the ones in hand stay in service', report);
    } else if (isAwaited) {
      logger.error('IAP keys: none in hand, every request gets 503', report);
    } else {
      logger.warn('IAP keys: none in hand yet, the next request asks again', report);
    }
  };
}
