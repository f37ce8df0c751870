import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Controller, Get } from '@nestjs/common';
import { type GuardedApp, issuer, startGuarded, WEB } from './guarded-app.ts';

@Controller()
class QuotesController {
  @Get()
  quotes(): string {
    return 'quotes';
  }
}

let guarded: GuardedApp;
let port: number;
beforeAll(async () => {
  guarded = await startGuarded(QuotesController);
  port = Number(new URL(await guarded.app.getUrl()).port);
});
afterAll(() => guarded.app.close());

/** The status line of what the app answers to a header of exactly these bytes. */
async function statusOf(value: Buffer): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const head = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nx-goog-iap-jwt-assertion: ';
  socket.write(Buffer.concat([Buffer.from(head), value, Buffer.from('\r\n\r\n')]));
  const answer = await buffer(socket);
  return answer.toString('latin1', 9, 12);
}

const good = issuer.serviceAccount(WEB);
const [header, payload, signature] = good.split('.');
const json = (text: string) => Buffer.from(text).toString('base64url');

it('answers 200 to the assertion that the rest is made of', async () => {
  expect(await statusOf(Buffer.from(good))).toBe('200');
});

it.each([
  ['every byte above ASCII', Buffer.from(Array.from({ length: 128 }, (_, n) => 128 + n))],
  ['a tab within', Buffer.from(`${good.slice(0, 9)}\t${good.slice(9)}`)],
  ['Bearer in front', Buffer.from(`Bearer ${good}`)],
  ['quotes around', Buffer.from(`"${good}"`)],
  ['8,193 characters', Buffer.alloc(8193, 'a')],
  ['8,192 dots', Buffer.alloc(8192, '.')],
  ['4,000 opening brackets as payload', Buffer.from(`${header}.${json('['.repeat(4000))}.${signature}`)],
  [
    'the deepest list that fits',
    Buffer.from(`${header}.${json(`{"a":${'['.repeat(2950)}${']'.repeat(2950)}}`)}.${signature}`),
  ],
  [
    '1,000 objects in one another',
    Buffer.from(`${header}.${json('{"a":'.repeat(900) + '1' + '}'.repeat(900))}.${signature}`),
  ],
  [
    '__proto__ as claims',
    Buffer.from(`${header}.${json('{"__proto__":{"iss":"https://cloud.google.com/iap"}}')}.${signature}`),
  ],
  ['a number as payload', Buffer.from(`${header}.${json('1')}.${signature}`)],
  ['the empty object thrice', Buffer.from(`${json('{}')}.${json('{}')}.${json('{}')}`)],
  ['toString as key id', Buffer.from(`${json('{"alg":"ES256","kid":"toString"}')}.${payload}.${signature}`)],
  [
    '__proto__ as key id',
    Buffer.from(`${json('{"alg":"ES256","kid":"__proto__"}')}.${payload}.${signature}`),
  ],
  ['another signature', Buffer.from(`${header}.${payload}.${'A'.repeat(86)}`)],
])('answers 401 to %s', async (_what, value) => {
  expect(await statusOf(value)).toBe('401');
});
