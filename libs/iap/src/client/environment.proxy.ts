/**
 * Whether the process's own `fetch` would send a request in clear through a proxy that the environment names. Over https
 * a proxy sees nothing but the host.
 */
export function goesThroughProxy({ protocol, hostname }: URL, env: NodeJS.ProcessEnv = process.env): boolean {
  const isOn = env.NODE_USE_ENV_PROXY === '1' || process.execArgv.includes('--use-env-proxy');
  if (!isOn || protocol !== 'http:' || !(env.http_proxy ?? env.HTTP_PROXY)) return false;
  const exceptions = (env.no_proxy ?? env.NO_PROXY ?? '').split(/[\s,]+/);
  return !exceptions.some((name) => name === '*' || name === hostname);
}
