import { Inject, Injectable } from '@nestjs/common';
import { IapKeyStore } from './iap-key.store.ts';
import type { KeyReport } from './key.report.ts';

/** How IAP's keys stand, for a health endpoint or a metric. */
@Injectable()
export class IapKeyHealth {
  constructor(@Inject(IapKeyStore) private readonly keys: IapKeyStore) {}

  report(): KeyReport {
    return this.keys.report();
  }
}
