import { goesThroughProxy } from './environment.proxy.ts';

const PROXY = { HTTP_PROXY: 'http://proxy.example:3128' };
const ON = { NODE_USE_ENV_PROXY: '1' };

it.each<[url: string, goes: boolean, env: NodeJS.ProcessEnv]>([
  ['http://127.0.0.1:8081', true, { ...ON, ...PROXY }],
  ['http://127.0.0.1:8081', true, { ...ON, http_proxy: 'http://proxy.example' }],
  ['http://127.0.0.1:8081', false, { ...ON }],
  ['http://127.0.0.1:8081', false, { ...PROXY }],
  ['http://127.0.0.1:8081', false, { ...PROXY, NODE_USE_ENV_PROXY: '0' }],
  ['http://127.0.0.1:8081', false, { ...ON, ...PROXY, NO_PROXY: 'localhost, 127.0.0.1' }],
  ['http://127.0.0.1:8081', false, { ...ON, ...PROXY, no_proxy: '*' }],
  ['http://127.0.0.1:8081', true, { ...ON, ...PROXY, NO_PROXY: 'localhost' }],
  ['https://api.example.com', false, { ...ON, ...PROXY, HTTPS_PROXY: 'http://proxy.example' }],
])('%s: %s with %j', (url, goes, env) => {
  expect(goesThroughProxy(new URL(url), env)).toBe(goes);
});
