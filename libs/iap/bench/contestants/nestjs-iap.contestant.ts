import { NestFactory } from '@nestjs/core';
import { IapJwtVerifier, IapServerModule } from '../../src/server/index.ts';
import { TurnBatch } from '../../src/server/turn.batch.ts';
import { AUDIENCE, CALLER } from '../assertion.mint.ts';
import type { Arena, Contestant } from './contestant.ts';
import { SILENT } from '../silent.nest.ts';

export const OURS = 'nestjs-iap';

/** The path that our key store asks, to count its requests. */
export const OUR_KEYS = '/nestjs-iap';

/** The verifier as an app gets it from the module, asked for one answer. */
export async function nestjsIap(arena: Arena): Promise<Contestant> {
  const verifier = await verifierFor(arena);
  return { name: OURS, verify: (assertion) => verifier.verify(assertion) };
}

/** The same as the guard asks it: together with what else arrives, and remembering what it has verified twice. */
export async function nestjsIapInRequests(arena: Arena): Promise<Contestant> {
  const verifier = await verifierFor(arena);
  const batch = new TurnBatch();
  return {
    name: `${OURS}, in requests`,
    verify: (assertion) => verifier.recall(assertion) ?? batch.run(() => verifier.judge(assertion)),
  };
}

async function verifierFor({ keyServer }: Arena): Promise<IapJwtVerifier> {
  const module = IapServerModule.forRoot({
    audience: AUDIENCE,
    allowedCallers: [`serviceAccount:${CALLER}`],
    keysUrl: keyServer.url(OUR_KEYS),
  });
  const app = await NestFactory.createApplicationContext(module, SILENT);
  return app.get(IapJwtVerifier);
}
