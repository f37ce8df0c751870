const LOOPBACK_NAME = /^(?:127\.0\.0\.1|\[::1\]|(?:[a-z\d-]+\.)*localhost)(?::\d{1,5})?$/i;
const METADATA_NAME = /^(?:169\.254\.169\.254|metadata(?:\.google\.internal\.?)?)(?::80)?$/i;

/**
 * Whether a Host header names this machine. A page whose own name resolves to 127.0.0.1 (DNS rebinding) sends that name,
 * and would otherwise read whatever answers here as its own.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && LOOPBACK_NAME.test(host);
}

/** The origin that a browser knows a front by: the name it used where that is this machine's, otherwise the front's own. */
export function originFor(host: string | undefined, front: string): string {
  return host !== undefined && isLoopbackHost(host) ? `http://${host}` : front;
}

/** Whether a Host header names this machine, or is a name that a metadata server goes by. */
export function isMetadataHost(host: string | undefined): boolean {
  return isLoopbackHost(host) || (host !== undefined && METADATA_NAME.test(host));
}
