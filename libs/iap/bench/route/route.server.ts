import { createPublicKey, verify } from 'node:crypto';
import type { Server } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { inputOf } from '../pinned.process.ts';
import { quotesModule } from './quotes.module.ts';
import type { ServerAnswer, ServerInput, ServerRequest } from './route.protocol.ts';
import { SILENT } from '../silent.nest.ts';

/** The process under load: one Nest app on loopback, and an account of its own CPU for the parent. */
const { framework, guard, keysUrl } = inputOf() as ServerInput;
const adapter = framework === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
const app = await NestFactory.create(quotesModule(guard, keysUrl), adapter, SILENT);
// The connections wait while the other servers have their turn.
(app.getHttpServer() as Server).keepAliveTimeout = 600_000;
await app.listen(0, '127.0.0.1');
answer({ port: Number(new URL(await app.getUrl()).port) });

process.on('message', (request: ServerRequest) => {
  answer(request.bare === undefined ? { cpu: cpuMicros() } : { cpu: bareCheckMicros(request.bare) });
});
process.on('disconnect', () => process.exit());

function answer(message: ServerAnswer): void {
  process.send?.(message);
}

function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** What the signature check alone costs in this process now, in a tight loop. */
function bareCheckMicros({ key, data, der, calls }: NonNullable<ServerRequest['bare']>): number {
  const input = [Buffer.from(data), createPublicKey(key), Buffer.from(der, 'base64')] as const;
  const before = cpuMicros();
  for (let n = 0; n < calls; n++) {
    if (!verify('sha256', ...input)) throw new Error('bad signature');
  }
  return (cpuMicros() - before) / calls;
}
