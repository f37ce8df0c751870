import { HttpModule } from '@nestjs/axios';
import { startApp } from '../start/start.app.ts';

/** An app that calls its upstream by Nest's own client. */
await startApp([HttpModule.register({ baseURL: 'https://api.example.com' })]);
