import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { IapServerModule } from '../../src/server/index.ts';
import { AUDIENCE, issuer, WEB } from './guarded-app.ts';

const options = { audience: AUDIENCE, allowedCallers: [`serviceAccount:${WEB}`], pinnedKeys: issuer.jwks() };

@Module({ imports: [IapServerModule.forRoot({ ...options, audience: '/projects/1/apps/another-app' })] })
class FeatureModule {}

@Module({ imports: [IapServerModule.forRoot(options), FeatureModule] })
class TwiceModule {}

@Module({ imports: [IapServerModule.forRoot(options)] })
class OnceModule {}

/** What one guard has verified, another would take for verified: by other keys, for another audience. */
it.each([
  [TwiceModule, 'imported twice'],
  [OnceModule, 'nothing'],
])('%p, %s', async (module, fault) => {
  const app = (await Test.createTestingModule({ imports: [module] }).compile()).createNestApplication();
  const started = app.init().then(
    () => 'nothing',
    (error: unknown) => String(error),
  );
  expect(await started).toContain(fault);
  await app.close();
});
