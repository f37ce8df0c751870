import type { IapRequest } from './request.context.ts';

/** The `ws` package hands the upgrade request over with the connection, and its sockets do not keep it. */
const requests = new WeakMap<object, IapRequest>();

export function keepUpgradeRequest(client: object, request: IapRequest): void {
  requests.set(client, request);
}

export function upgradeRequestOf(client: object): IapRequest | undefined {
  return requests.get(client);
}
