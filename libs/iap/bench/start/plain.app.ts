import { startApp } from './start.app.ts';

/** The app as it is without the module. */
await startApp([]);
