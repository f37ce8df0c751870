import { connect } from 'node:net';
import { once } from 'node:events';
import { Controller, Get } from '@nestjs/common';
import { EventPattern, MessagePattern, type MicroserviceOptions, Transport } from '@nestjs/microservices';
import { SkipIap } from '../../src/server/index.ts';
import { type GuardedApp, issuer, startGuarded, WEB } from './guarded-app.ts';

const events: unknown[] = [];

@Controller()
class QuotesController {
  @MessagePattern('quotes')
  quotes(): string {
    return 'quotes';
  }

  @EventPattern('event')
  event(data: unknown): void {
    events.push(data);
  }

  @SkipIap()
  @MessagePattern('open')
  open(): string {
    return 'open';
  }

  @Get()
  page(): string {
    return 'page';
  }
}

let guarded: GuardedApp;
let port: number;
beforeAll(async () => {
  guarded = await startGuarded(QuotesController, {}, async (app) => {
    const options = { transport: Transport.TCP, options: { host: '127.0.0.1', port: 0 } } as const;
    const service = app.connectMicroservice<MicroserviceOptions>(options, { inheritAppConfig: true });
    await app.startAllMicroservices();
    ({ port } = service.unwrap<{ address(): { port: number } }>().address());
  });
});
afterAll(() => guarded.app.close());

/** Speaks Nest's TCP protocol, `LENGTH#JSON`, and reads one answer. */
async function send(message: object): Promise<unknown> {
  const socket = connect(port, '127.0.0.1');
  const json = JSON.stringify(message);
  socket.write(`${String(json.length)}#${json}`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return JSON.parse(answer.toString().replace(/^\d+#/, ''));
}

const refused = () => guarded.logger.records.filter(({ reason }) => reason === 'context-unsupported');

it('refuses a message, whatever it holds, and logs the reason', async () => {
  const data = { headers: issuer.asServiceAccount(WEB) };
  expect(await send({ pattern: 'quotes', data, id: '1' })).toMatchObject({ err: { status: 'error' } });
  expect(refused()).toEqual([expect.objectContaining({ route: 'QuotesController.quotes', status: 401 })]);
});

it('refuses an event, which nobody answers', async () => {
  // The answer to the message that comes after it on the same connection tells when the event is over.
  const event = JSON.stringify({ pattern: 'event', data: 'secret' });
  const socket = connect(port, '127.0.0.1');
  socket.write(`${String(event.length)}#${event}`);
  const message = JSON.stringify({ pattern: 'open', data: '', id: '2' });
  socket.write(`${String(message.length)}#${message}`);
  await once(socket, 'data');
  socket.destroy();
  expect(events).toEqual([]);
  expect(refused()).toContainEqual(expect.objectContaining({ route: 'QuotesController.event' }));
});

it('lets in what is opened in writing', async () => {
  expect(await send({ pattern: 'open', data: '', id: '3' })).toMatchObject({ response: 'open' });
});

it('guards the HTTP half of the same app as ever', async () => {
  expect((await guarded.get('/')).status).toBe(401);
  expect((await guarded.get('/', { ...issuer.asServiceAccount(WEB) })).status).toBe(200);
});
