import { Controller, type DynamicModule, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { SILENT } from '../silent.nest.ts';

@Controller()
class QuotesController {
  @Get('quotes')
  quotes(): { readonly total: number } {
    return { total: 4200 };
  }
}

@Module({ controllers: [QuotesController] })
class QuotesModule {}

/** Listens on loopback, says so to the parent at once, and ends. */
export async function startApp(imports: DynamicModule[]): Promise<void> {
  const root: DynamicModule = { module: QuotesModule, imports };
  const app = await NestFactory.create(root, new FastifyAdapter(), SILENT);
  await app.listen(0, '127.0.0.1');
  const { user, system } = process.cpuUsage();
  process.stdout.write(JSON.stringify({ cpu: user + system, rss: process.memoryUsage.rss() }), () => {
    process.exit();
  });
}
