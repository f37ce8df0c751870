import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { emulatorAt } from './emulator.wait.ts';

describe('the wait for the emulator', () => {
  let server: Server;

  afterEach(() => server.close());

  async function answering(listener: RequestListener): Promise<string> {
    server = createServer(listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  }

  it('ends when keys are published', async () => {
    let requests = 0;
    const url = await answering((_request, response) => {
      requests += 1;
      response.writeHead(requests < 3 ? 503 : 200).end('{"keys":[]}');
    });
    await emulatorAt(url);
    expect(requests).toBe(3);
  });

  it.each`
    who                 | status | body
    ${'an error'}       | ${500} | ${'{"keys":[]}'}
    ${'a page'}         | ${200} | ${'<html>'}
    ${'another JSON'}   | ${200} | ${'{}'}
    ${'no JSON object'} | ${200} | ${'1'}
  `('fails when what answers is $who', async ({ status, body }: { status: number; body: string }) => {
    const url = await answering((_request, response) => response.writeHead(status).end(body));
    await expect(emulatorAt(url, 250)).rejects.toThrow(`No IAP emulator answers at ${new URL(url).origin}`);
  });

  it('fails when nothing answers', async () => {
    const url = await answering(() => undefined);
    server.close();
    await once(server, 'close');
    await expect(emulatorAt(url, 250)).rejects.toThrow('nx serve iap-emulator');
  });
});
