import { HttpService } from '@nestjs/axios';
import { Inject, Injectable } from '@nestjs/common';
import type { AxiosInstance } from 'axios';

import { IAP_AXIOS } from './iap-client.tokens.ts';

/**
 * Nest's `HttpService` for one upstream behind IAP: every call carries an ID token of the service account that this
 * process runs as. Calls fail with an `IapError` where IAP or the token stood in the way, and as with Axios otherwise.
 */
@Injectable()
export class IapHttpService extends HttpService {
  constructor(@Inject(IAP_AXIOS) instance: AxiosInstance) {
    super(instance);
  }
}
