import { Controller, HttpException } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { AllowAnonymous, AllowCallers, IapJwtGuard, iapPrincipalOf } from '../../src/server/index.ts';
import { type GuardedApp, HEADER, issuer, startGuarded, WEB } from './guarded-app.ts';

const OPS = 'ops-sa@quotes-demo.iam.gserviceaccount.com';
const members = [WEB, OPS].map((email) => `serviceAccount:${email}`);

@Controller()
class Resolver {
  plain(): string {
    return '';
  }

  @AllowCallers(`serviceAccount:${OPS}`)
  narrowed(): string {
    return '';
  }

  @AllowAnonymous()
  open(): string {
    return '';
  }
}

type Name = 'plain' | 'narrowed' | 'open';

let guarded: GuardedApp;
let guard: IapJwtGuard;
beforeAll(async () => {
  guarded = await startGuarded(Resolver, { allowedCallers: members });
  guard = guarded.app.get(IapJwtGuard, { strict: false });
});
afterAll(() => guarded.app.close());

/** Asks the guard as Nest does, for a call of that kind. */
async function judge(type: string, args: unknown[], name: Name = 'plain'): Promise<unknown> {
  const context = new ExecutionContextHost(args, Resolver, Resolver.prototype[name]);
  context.setType(type);
  try {
    return await guard.canActivate(context);
  } catch (error) {
    return error instanceof HttpException ? error.getStatus() : error;
  }
}

const requestWith = (assertion?: string) => ({
  headers: assertion === undefined ? {} : { [HEADER]: assertion },
});
const web = () => requestWith(issuer.serviceAccount(WEB));

it.each<[string, string, (request: object) => unknown[]]>([
  ['GraphQL', 'graphql', (request) => [{}, {}, { req: request }, {}]],
  ['a WebSocket', 'ws', (request) => [{ request }, 'data']],
])('%s is judged like HTTP', async (_where, type, argsOf) => {
  const request = web();
  expect(await judge(type, argsOf(request))).toBe(true);
  expect(iapPrincipalOf(request)).toMatchObject({ email: WEB });
  expect(await judge(type, argsOf(requestWith()))).toBe(401);
  expect(await judge(type, argsOf(requestWith(issuer.user('ann@example.com'))))).toBe(403);
});

it('an assertion that comes again is the same caller', async () => {
  const assertion = issuer.serviceAccount(WEB);
  const callers = [];
  for (let n = 0; n < 4; n++) {
    const request = requestWith(assertion);
    await judge('http', [request, {}]);
    callers.push(iapPrincipalOf(request));
  }
  expect(callers[3]).toEqual(callers[0]);
  expect(callers[3]).toBe(callers[2]);
});

it('a microservice is refused, whatever the message holds', async () => {
  expect(await judge('rpc', [web(), web()])).toBe(401);
});

describe('several calls of one request', () => {
  it('are verified once, and judged by the rules of each', async () => {
    const request = web();
    const args = [{}, {}, { req: request }, {}];
    expect(await judge('graphql', args, 'open')).toBe(true);
    request.headers = {};
    expect(await judge('graphql', args, 'plain')).toBe(true);
    expect(await judge('graphql', args, 'narrowed')).toBe(403);
  });

  it('do not carry an anonymous caller from an open field to a closed one', async () => {
    const args = [{}, {}, { req: requestWith() }, {}];
    expect(await judge('graphql', args, 'open')).toBe(true);
    expect(await judge('graphql', args, 'plain')).toBe(401);
  });

  it('do not let a stranger in through an open field', async () => {
    const args = [{}, {}, { req: requestWith(issuer.user('ann@example.com')) }, {}];
    expect(await judge('graphql', args, 'open')).toBe(true);
    expect(await judge('graphql', args, 'plain')).toBe(403);
  });
});
