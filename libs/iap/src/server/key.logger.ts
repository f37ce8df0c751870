import type { LoggerService } from '@nestjs/common';
import type { KeyReport } from './key.report.ts';

/** Logs every fetch that brought no keys (the back-off keeps them rare) and the first that did again. */
export function keyLogger(
  logger: Pick<LoggerService, 'log' | 'warn' | 'error'>,
): (report: KeyReport) => void {
  let isFailing = false;
  return (report) => {
    if (report.failure === 'stopped') return;
    const wasFailing = isFailing;
    isFailing = report.failure !== undefined;
    if (isFailing && report.state === 'none')
      logger.error({ message: 'IAP keys: none in hand, every request gets 503', ...report });
    else if (isFailing)
      logger.warn({ message: 'IAP keys: not renewed, the ones in hand stay in service', ...report });
    else if (wasFailing) logger.log({ message: 'IAP keys: renewed again', ...report });
  };
}
