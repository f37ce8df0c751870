import { Inject, Injectable } from '@nestjs/common';
import { IapKeyStore } from './iap-key.store.ts';
import type { KeyReport } from './key.report.ts';

/** What `@nestjs/terminus` takes from a health indicator. */
export type IapKeyHealthResult<Key extends string> = Readonly<
  Record<Key, { readonly status: 'up' | 'down' } & KeyReport>
>;

/** How IAP's keys stand, for a health endpoint or a metric. */
@Injectable()
export class IapKeyHealth {
  constructor(@Inject(IapKeyStore) private readonly keys: IapKeyStore) {}

  report(): KeyReport {
    return this.keys.report();
  }

  /**
   * A health indicator in the shape of `@nestjs/terminus` 11: up while assertions can be judged. Reads keys that are due
   * first (up to 5 s), because an instance that is kept without traffic for being down would never ask for them.
   */
  async isHealthy<const Key extends string = 'iapKeys'>(key?: Key): Promise<IapKeyHealthResult<Key>> {
    await this.keys.refreshIfDue();
    const report = this.keys.report();
    const status = report.state === 'none' ? 'down' : 'up';
    return { [key ?? 'iapKeys']: { status, ...report } } as IapKeyHealthResult<Key>;
  }
}
