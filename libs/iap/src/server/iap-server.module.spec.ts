import { Controller, Get, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AllowCallers, IapServerModule, SkipIap } from './index.ts';

const WEB = 'serviceAccount:web-sa@quotes-demo.iam.gserviceaccount.com';
const OPS = 'serviceAccount:ops-sa@quotes-demo.iam.gserviceaccount.com';

async function startUp(controller: Type, options = {}): Promise<void> {
  const iap = IapServerModule.forRoot({
    audience: '/projects/1/apps/quotes-demo',
    allowedCallers: [WEB],
    ...options,
  });
  const module = await Test.createTestingModule({ imports: [iap], controllers: [controller] }).compile();
  await module.init();
  await module.close();
}

@Controller()
class PlainController {
  @Get()
  get(): string {
    return '';
  }
}

it('starts with a list and an audience', async () => {
  await expect(startUp(PlainController)).resolves.toBeUndefined();
});

it('does not start without an allowlist', async () => {
  await expect(startUp(PlainController, { allowedCallers: [] })).rejects.toMatchObject({
    code: 'ERR_IAP_CONFIG',
  });
});

it('starts when every decorated caller is on the list', async () => {
  @AllowCallers(WEB)
  @Controller()
  class Narrowed {
    @AllowCallers(WEB)
    @Get()
    get(): string {
      return '';
    }
  }
  await expect(startUp(Narrowed)).resolves.toBeUndefined();
});

it('does not start when a decorator names callers that the list does not, and names every one', async () => {
  @AllowCallers(OPS)
  @Controller()
  class Widened {
    @AllowCallers(WEB, 'user:ann@example.com')
    @Get()
    get(): string {
      return '';
    }

    @SkipIap()
    @Get('open')
    open(): string {
      return '';
    }
  }
  const failure = startUp(Widened);
  await expect(failure).rejects.toMatchObject({ code: 'ERR_IAP_CONFIG' });
  await expect(failure).rejects.toThrow(`@AllowCallers() on Widened: "${OPS}"`);
  await expect(failure).rejects.toThrow('@AllowCallers() on Widened.get: "user:ann@example.com"');
  await expect(failure).rejects.toThrow('Widened.open: @SkipIap() opens it and @AllowCallers() narrows it');
});

it('does not start over a list without members', async () => {
  @AllowCallers(...([] as unknown as [string]))
  @Controller()
  class Nobody extends PlainController {}
  await expect(startUp(Nobody)).rejects.toThrow('@AllowCallers() on Nobody: name at least one caller');
});
