import http from 'node:http';
import https from 'node:https';

import axios, { type AxiosInstance, type CreateAxiosDefaults } from 'axios';

import { IapConfigError } from '../iap.errors.ts';
import { assertClientOptions } from './iap-client.options-check.ts';
import type { IapClientModuleOptions } from './iap-client.options.ts';
import { IapAdapter, type Agents } from './iap.adapter.ts';
import type { IdTokenProvider } from './id-token.provider.ts';
import { Upstream } from './upstream.ts';

/**
 * An Axios instance of its own for one upstream behind IAP.
 *
 * @throws {IapConfigError} that names all faults of the options
 */
export function createIapAxios(options: IapClientModuleOptions, tokens: IdTokenProvider): AxiosInstance {
  assertClientOptions(options);
  const { targetAudience: _audience, warmUp: _warmUp, credentialHeader, ...defaults } = options;
  const agents = {
    httpAgent: takeAgent(defaults, 'httpAgent') ?? new http.Agent({ keepAlive: true }),
    httpsAgent: takeAgent(defaults, 'httpsAgent') ?? new https.Agent({ keepAlive: true }),
  };
  const upstream = new Upstream(options.baseURL);
  const { handle } = new IapAdapter(upstream, tokens, credentialHeader ?? 'authorization', agents);
  const instance = axios.create({ ...defaults, adapter: handle, maxRedirects: 0, proxy: false });
  instance.interceptors.request.use(
    (config) => {
      // Without the adapter a call would carry no token, and follow IAP to its sign-in page.
      if (config.adapter !== handle)
        throw new IapConfigError('Not sent: adapter cannot be set on a request to IAP.');
      return config;
    },
    null,
    { synchronous: true },
  );
  return instance;
}

function takeAgent(defaults: CreateAxiosDefaults, name: keyof Agents): unknown {
  const agent: unknown = defaults[name];
  Reflect.deleteProperty(defaults, name);
  return agent;
}
