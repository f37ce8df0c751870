import { IapClientModule } from '../../src/client/index.ts';
import { startApp } from '../start/start.app.ts';

/** The same app, calling through IAP, with its first token asked for once it listens. */
await startApp([
  IapClientModule.register({
    baseURL: 'https://api.example.com',
    targetAudience: '123-bench.apps.googleusercontent.com',
    warmUp: true,
  }),
]);
