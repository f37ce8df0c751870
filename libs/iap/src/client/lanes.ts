import type { AxiosResponse, InternalAxiosRequestConfig } from 'axios';

import type { LazyPool } from './lazy.pool.ts';
import type { NodeLane } from './node.lane.ts';
import type { Credential } from './token.carrier.ts';
import { sendOverPool } from './undici.lane.ts';
import { wireRequestOf } from './wire.request.ts';

/**
 * The two ways to the upstream. The pool takes what it can send and read exactly as Axios would, at a fraction of the
 * cost; everything else goes through Axios's own Node adapter.
 */
export class Lanes {
  /** @param pool none where the app brings an agent of its own */
  constructor(
    private readonly node: NodeLane,
    private readonly pool: LazyPool | undefined,
  ) {}

  /** Whether a call can be sent at once. */
  get areOpen(): boolean {
    return this.pool?.peek() !== null;
  }

  /** Loads what the pool needs, if that has not been done. */
  async open(): Promise<void> {
    await this.pool?.open();
  }

  /** @throws {AxiosError} without the token in it */
  send(config: InternalAxiosRequestConfig, url: URL, credential: Credential): Promise<AxiosResponse> {
    const pool = this.pool?.peek();
    const request = pool && wireRequestOf(config, url);
    return request
      ? sendOverPool(pool, request, credential, config, url)
      : this.node.send(credential, config, url);
  }
}
