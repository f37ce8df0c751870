import { setTimeout } from 'node:timers/promises';
import { inspect } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { IapClientModule, type IapClientModuleOptions, IapHttpService } from 'nestjs-iap/client';
import { firstValueFrom } from 'rxjs';
import { JWT, type Outcome } from './outcome.ts';

/** A program that calls one service behind IAP until it is ended, and prints what it got, a line for each call. */
interface CallerInput {
  readonly iap: IapClientModuleOptions;
  /** How many calls are under way at a time. */
  readonly inFlight: number;
  /** Milliseconds between the end of a call and the next. */
  readonly pause: number;
}

const { iap, inFlight, pause } = JSON.parse(process.argv[2] ?? '') as CallerInput;
const app = await NestFactory.createApplicationContext(IapClientModule.register(iap));
const http = app.get(IapHttpService);
await Promise.all(Array.from({ length: inFlight }, callAgainAndAgain));

async function callAgainAndAgain(): Promise<never> {
  for (;;) {
    const begun = performance.now();
    const what = await firstValueFrom(http.get<unknown>('/quotes')).then(
      ({ status }) => ({ status }),
      (error: unknown) => failureOf(error),
    );
    console.log(JSON.stringify({ ...what, ms: Math.round(performance.now() - begun) } satisfies Outcome));
    await setTimeout(pause);
  }
}

function failureOf(error: unknown): Omit<Outcome, 'ms'> {
  const { code, reason, message, response } = error as Partial<Outcome> & { response?: { status?: number } };
  const all = inspect(error, {
    showHidden: true,
    depth: Infinity,
    maxStringLength: null,
    maxArrayLength: null,
  });
  return {
    ...(code !== undefined && { code }),
    ...(reason !== undefined && { reason }),
    ...(message !== undefined && { message }),
    ...(response?.status !== undefined && { status: response.status }),
    leaks: JWT.test(all),
  };
}
