import { HttpService } from '@nestjs/axios';
import { Inject, Injectable } from '@nestjs/common';
import type { AxiosInstance, AxiosRequestConfig, AxiosResponse } from 'axios';
import { Observable } from 'rxjs';

import { CallHandle } from './call.handle.ts';
import { IAP_AXIOS } from './iap-client.tokens.ts';

/** How Nest's `HttpService` hands a call to its Axios instance. */
type Send = (...args: unknown[]) => Promise<AxiosResponse>;

/**
 * Nest's `HttpService` for one upstream behind IAP: every call carries a token of the service account that this
 * process runs as. Calls fail with an `IapError` where IAP or the token stood in the way, and as with Axios otherwise.
 */
@Injectable()
export class IapHttpService extends HttpService {
  /** Methods of the instance that are `request` with a name. Called directly, Axios merges their settings only once. */
  readonly #verbs: ReadonlyMap<unknown, 'get' | 'delete' | 'head' | 'post' | 'put' | 'patch'>;

  constructor(@Inject(IAP_AXIOS) instance: AxiosInstance) {
    super(instance);
    const verbs = ['get', 'delete', 'head', 'post', 'put', 'patch'] as const;
    this.#verbs = new Map(verbs.map((verb) => [Reflect.get(instance, verb), verb]));
  }

  /** As Nest's: one call per subscriber, given up when the subscriber leaves before its end, unless it is a stream. */
  protected override makeObservable<T>(send: Send, ...args: unknown[]): Observable<AxiosResponse<T>> {
    return new Observable((subscriber) => {
      const config: AxiosRequestConfig = { ...(args.at(-1) as AxiosRequestConfig | undefined) };
      const handle = config.cancelToken ? undefined : new CallHandle();
      if (handle) config.cancelToken = handle;
      let ended = false;
      this.#send(send, args.slice(0, -1), config).then(
        (response) => {
          ended = true;
          subscriber.next(response as AxiosResponse<T>);
          subscriber.complete();
        },
        (error: unknown) => {
          ended = true;
          subscriber.error(error);
        },
      );
      return () => {
        if (!ended && config.responseType !== 'stream') handle?.cancel();
      };
    });
  }

  #send(send: Send, args: unknown[], config: AxiosRequestConfig): Promise<AxiosResponse> {
    const method = this.#verbs.get(send);
    if (!method) return send(...args, config);
    const [url, data] = args as [string, unknown];
    const body = args.length > 1 ? { data } : undefined;
    return this.instance.request({ ...config, ...body, method, url });
  }
}
