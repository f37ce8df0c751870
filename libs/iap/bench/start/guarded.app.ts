import { IapServerModule } from '../../src/server/index.ts';
import { AUDIENCE, CALLER } from '../assertion.mint.ts';
import { startApp } from './start.app.ts';

/** The same app with every route guarded. Its first argument is where the keys are. */
await startApp([
  IapServerModule.forRoot({
    audience: AUDIENCE,
    allowedCallers: [`serviceAccount:${CALLER}`],
    keysUrl: process.argv[2] ?? '',
  }),
]);
