import http from 'node:http';
import https from 'node:https';

import axios, { type AxiosInstance, type CreateAxiosDefaults } from 'axios';

import { IapConfigError } from '../iap.errors.ts';
import { assertClientOptions } from './iap-client.options-check.ts';
import type { IapClientModuleOptions } from './iap-client.options.ts';
import { IapAdapter } from './iap.adapter.ts';
import type { TokenProvider } from './token.provider.ts';
import { LazyPool } from './lazy.pool.ts';
import { Lanes } from './lanes.ts';
import { NodeLane, type Agents } from './node.lane.ts';
import { Upstream } from './upstream.ts';

/**
 * An Axios instance of its own for one upstream behind IAP.
 *
 * @throws {IapConfigError} that names all faults of the options
 */
export function createIapAxios(options: IapClientModuleOptions, tokens: TokenProvider): AxiosInstance {
  assertClientOptions(options);
  const { targetAudience: _audience, credentials: _credentials, warmUp: _warmUp, ...rest } = options;
  const { credentialHeader = 'authorization', retries = 2, ...defaults } = rest;
  const [httpAgent, httpsAgent] = [takeAgent(defaults, 'httpAgent'), takeAgent(defaults, 'httpsAgent')];
  const upstream = new Upstream(options.baseURL);
  const agents = {
    httpAgent: httpAgent ?? new http.Agent({ keepAlive: true }),
    httpsAgent: httpsAgent ?? new https.Agent({ keepAlive: true }),
  };
  // An agent of the app knows how to connect, and undici takes none: calls then stay with Node's own client.
  const pool = httpAgent || httpsAgent ? undefined : new LazyPool(upstream.origin);
  const lanes = new Lanes(new NodeLane(agents), pool);
  const { handle } = new IapAdapter(upstream, tokens, { credentialHeader, retries }, lanes);
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
