/**
 * Whether IAP answers a request without credentials by a redirect to the sign-in page, and not by 401: only a GET or HEAD
 * whose Accept takes a page, and which no script sent by XMLHttpRequest.
 */
export function canRedirect(
  method: string,
  accept: string | undefined,
  requestedWith: string | undefined,
): boolean {
  const isRead = method === 'GET' || method === 'HEAD';
  const takesPages = /text\/html|\*\/\*/i.test(accept ?? '');
  return isRead && takesPages && requestedWith?.toLowerCase() !== 'xmlhttprequest';
}
