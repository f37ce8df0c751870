import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { requestOf } from './request.context.ts';

const request = { headers: { 'x-goog-iap-jwt-assertion': 'a.b.c' } };

function contextOf(type: string, ...args: unknown[]): ExecutionContextHost {
  const context = new ExecutionContextHost(args);
  context.setType(type);
  return context;
}

it.each`
  where                                    | type         | args
  ${'HTTP'}                                | ${'http'}    | ${[request, {}]}
  ${'GraphQL on Express'}                  | ${'graphql'} | ${[{}, {}, { req: request }, {}]}
  ${'GraphQL on Fastify'}                  | ${'graphql'} | ${[{}, {}, { request, reply: {} }, {}]}
  ${'a GraphQL subscription'}              | ${'graphql'} | ${[{}, {}, { extra: { request } }, {}]}
  ${'a WebSocket, by its upgrade request'} | ${'ws'}      | ${[{ request }, {}]}
`('finds the request in $where', ({ type, args }) => {
  expect(requestOf(contextOf(type, ...args))).toBe(request);
});

it.each`
  where                                  | type         | args
  ${'a microservice'}                    | ${'rpc'}     | ${[request, request]}
  ${'a kind of call nobody knows'}       | ${'mqtt'}    | ${[request, request]}
  ${'GraphQL without a context'}         | ${'graphql'} | ${[{}, {}, undefined, {}]}
  ${'GraphQL without a request'}         | ${'graphql'} | ${[{}, {}, { req: {}, extra: null }, {}]}
  ${'a WebSocket that does not keep it'} | ${'ws'}      | ${[{}, {}]}
`('finds none in $where', ({ type, args }) => {
  expect(requestOf(contextOf(type, ...args))).toBeUndefined();
});
