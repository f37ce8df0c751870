import { runService } from 'app-engine';
import { IapError } from 'nestjs-iap';
import { createApp } from './create-app.ts';

await runService({ name: 'api', id: 'api', create: createApp, mendable: [IapError] });
