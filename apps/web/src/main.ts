import { runService } from 'app-engine';
import { IapError } from 'nestjs-iap';
import { createApp } from './create-app.ts';

await runService({ name: 'web', id: 'default', create: createApp, mendable: [IapError] });
