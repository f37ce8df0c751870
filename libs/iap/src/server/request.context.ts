import type { IncomingHttpHeaders } from 'node:http';
import type { ExecutionContext } from '@nestjs/common';
import { upgradeRequestOf } from './upgrade.request.ts';

/** The part of a request that is judged. */
export interface IapRequest {
  readonly headers: IncomingHttpHeaders;
}

/**
 * The HTTP request behind a call, whatever Nest makes of it: the request itself, GraphQL's, or the upgrade request of a
 * WebSocket. Undefined where there is none, as in microservices: nothing can vouch for such a call.
 */
export function requestOf(context: ExecutionContext): IapRequest | undefined {
  switch (context.getType<string>()) {
    case 'http':
      return context.getArgByIndex<IapRequest>(0);
    case 'graphql':
      // What @nestjs/graphql's GqlExecutionContext.getContext() returns, without depending on it.
      return requestIn(context.getArgByIndex<unknown>(2));
    case 'ws': {
      const client = context.switchToWs().getClient<unknown>();
      return isObject(client) ? (upgradeRequestOf(client) ?? requestIn(client)) : undefined;
    }
    default:
      return undefined;
  }
}

/** `req` and `request`: Apollo, Mercurius and socket.io; `extra.request`: subscriptions over graphql-ws. */
function requestIn(holder: unknown): IapRequest | undefined {
  if (!isObject(holder)) return undefined;
  const { req, request, extra } = holder;
  return [req, request, isObject(extra) ? extra.request : undefined].find(isRequest);
}

function isRequest(value: unknown): value is IapRequest {
  return isObject(value) && isObject(value.headers);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
