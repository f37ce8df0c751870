import { Test } from '@nestjs/testing';

import { IapClientModule, IapHttpService, type IapClientModuleOptions } from '../../src/client/index.ts';
import { freshAudience } from './mint.ts';

interface TestOptions extends Omit<IapClientModuleOptions, 'targetAudience'> {
  targetAudience?: string | undefined;
}

/** The service as an app gets it, by way of a Nest module. */
export async function startClient({ targetAudience, ...options }: TestOptions): Promise<IapHttpService> {
  const audience = options.credentials ? {} : { targetAudience: targetAudience ?? freshAudience() };
  const module = IapClientModule.register({ ...audience, ...options });
  const app = await Test.createTestingModule({ imports: [module] }).compile();
  return app.get(IapHttpService);
}
