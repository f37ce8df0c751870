import type { IncomingHttpHeaders } from 'node:http';
import { IAP_JWT_HEADER } from '../iap.constants.ts';
import { IapJwtInvalidError } from './iap-server.errors.ts';

/**
 * The one assertion of a request. Node joins a header that came more than once with commas, under every adapter, and no
 * assertion has one: so a comma is a repetition, whether the sender or Node wrote it.
 * @throws {@link IapJwtInvalidError} when there is none, or more than one
 */
export function assertionOf(headers: IncomingHttpHeaders): string {
  const value = headers[IAP_JWT_HEADER];
  if (value === undefined) throw new IapJwtInvalidError('assertion-missing');
  if (typeof value !== 'string' || value.includes(',')) throw new IapJwtInvalidError('assertion-repeated');
  return value;
}
