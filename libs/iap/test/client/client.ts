import { Test } from '@nestjs/testing';

import { IapClientModule, IapHttpService, type IapClientModuleOptions } from '../../src/client/index.ts';
import { freshAudience } from './mint.ts';

/** The service as an app gets it, by way of a Nest module. */
export async function startClient(
  options: Partial<IapClientModuleOptions> & { baseURL: string },
): Promise<IapHttpService> {
  const module = IapClientModule.register({ targetAudience: freshAudience(), ...options });
  const app = await Test.createTestingModule({ imports: [module] }).compile();
  return app.get(IapHttpService);
}
