import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Controller } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import { SubscribeMessage, WebSocketGateway, WebSocketServer } from '@nestjs/websockets';
import {
  AllowCallers,
  Caller,
  type IapConnection,
  IapConnectionGate,
  IapJwtVerifier,
  type IapPrincipal,
} from '../../src/server/index.ts';
import { keepUpgradeRequest } from '../../src/server/upgrade.request.ts';
import { type GuardedApp, HEADER, issuer, startGuarded, WEB } from './guarded-app.ts';

const OPS = 'ops-sa@quotes-demo.iam.gserviceaccount.com';
const members = [WEB, OPS].map((email) => `serviceAccount:${email}`);

@Controller()
class NoController {}

@WebSocketGateway()
class QuotesGateway {
  @WebSocketServer()
  readonly server!: { readonly clients: Set<{ send(text: string): void }> };

  constructor(private readonly gate: IapConnectionGate) {}

  async handleConnection(client: IapConnection & { send(text: string): void }, request: IncomingMessage) {
    if (await this.gate.admit(this, client, request)) client.send('"welcome"');
  }

  @SubscribeMessage('caller')
  caller(@Caller() caller: IapPrincipal): object {
    return { event: 'caller', data: caller.kind };
  }

  @AllowCallers(`serviceAccount:${OPS}`)
  @SubscribeMessage('ops')
  ops(): object {
    return { event: 'ops' };
  }
}

/** Forgets the upgrade request, as a gateway does that knows nothing of this library. */
@WebSocketGateway()
class ForgetfulGateway {
  @SubscribeMessage('caller')
  caller(): object {
    return { event: 'caller' };
  }
}

/** Keeps it and judges nobody at the door: its handlers do. */
@WebSocketGateway()
class OpenDoorGateway extends ForgetfulGateway {
  handleConnection(client: object, request: IncomingMessage): void {
    keepUpgradeRequest(client, request);
  }
}

let guarded: GuardedApp;
afterEach(() => guarded.app.close());

async function start(gateway: new (...args: never[]) => object, options = {}): Promise<void> {
  guarded = await startGuarded(
    NoController,
    { allowedCallers: members, ...options },
    (app) => app.useWebSocketAdapter(new WsAdapter(app)),
    { providers: [gateway] },
  );
}

/** A client, and everything that it hears, in order. */
async function open(headers: object = {}) {
  const url = (await guarded.app.getUrl()).replace('http', 'ws');
  const socket = new WebSocket(url, { headers });
  const heard: unknown[] = [];
  const listeners: (() => void)[] = [];
  socket.addEventListener('message', ({ data }) => {
    heard.push(JSON.parse(String(data)));
    listeners.splice(0).forEach((listener) => {
      listener();
    });
  });
  const next = async () => {
    if (heard.length === 0) await new Promise<void>((resolve) => listeners.push(resolve));
    return heard.shift();
  };
  const ask = (event: string) => {
    socket.send(JSON.stringify({ event, data: {} }));
    return next();
  };
  const closed = once(socket, 'close') as Promise<[CloseEvent]>;
  await Promise.race([once(socket, 'open'), closed]);
  return { socket, next, ask, closed };
}

const refusal = expect.objectContaining({ event: 'exception' }) as unknown;

it('judges the upgrade request, then every message by its own list', async () => {
  await start(QuotesGateway);
  const web = await open(issuer.asServiceAccount(WEB));
  expect(await web.next()).toBe('welcome');
  expect(await web.ask('caller')).toEqual({ event: 'caller', data: 'serviceAccount' });
  expect(await web.ask('ops')).toEqual(refusal);
  const ops = await open(issuer.asServiceAccount(OPS));
  expect(await ops.next()).toBe('welcome');
  expect(await ops.ask('ops')).toEqual({ event: 'ops' });
});

it.each([
  ['without an assertion', {}, 'Unauthorized', 'assertion-missing'],
  ['with garbage', { [HEADER]: 'garbage' }, 'Unauthorized', 'not-compact-jws'],
  ['of somebody who may not call', issuer.asUser('ann@example.com'), 'Forbidden', 'caller-not-allowed'],
])('closes a connection %s', async (_what, headers, message, reason) => {
  await start(QuotesGateway);
  const { closed } = await open(headers);
  const [{ code, reason: text }] = await closed;
  expect([code, text]).toEqual([1008, message]);
  expect(guarded.logger.records).toContainEqual(
    expect.objectContaining({ route: 'QuotesGateway.handleConnection', reason }),
  );
});

it('sends a client away for later while it cannot be judged', async () => {
  await start(QuotesGateway, { keysUrl: 'http://127.0.0.1:9/', warmUp: false });
  const { closed } = await open(issuer.asServiceAccount(WEB));
  expect((await closed)[0].code).toBe(1013);
});

it('closes a connection over a fault, and lives on', async () => {
  await start(QuotesGateway);
  const fault = () => {
    throw new RangeError('broken');
  };
  Object.assign(guarded.app.get(IapJwtVerifier), { judge: fault });
  const { closed } = await open(issuer.asServiceAccount(WEB));
  expect((await closed)[0].code).toBe(1011);
  expect(guarded.logger.records).toContainEqual({ level: 'error', message: new RangeError('broken') });
});

it('lets everybody stay in report-only mode, as nobody', async () => {
  await start(QuotesGateway, { mode: 'report-only' });
  const { next, ask } = await open();
  expect(await next()).toBe('welcome');
  expect(await ask('caller')).toEqual({ event: 'caller', data: 'anonymous' });
});

it('refuses the messages of a connection without an identity, wherever it came in', async () => {
  await start(OpenDoorGateway);
  expect(await (await open()).ask('caller')).toEqual(refusal);
  expect(await (await open(issuer.asServiceAccount(WEB))).ask('caller')).toEqual({ event: 'caller' });
});

it('refuses all messages where the upgrade request is not kept', async () => {
  await start(ForgetfulGateway);
  expect(await (await open(issuer.asServiceAccount(WEB))).ask('caller')).toEqual(refusal);
  expect(guarded.logger.records).toContainEqual(
    expect.objectContaining({ route: 'ForgetfulGateway.caller', reason: 'context-unsupported' }),
  );
});
