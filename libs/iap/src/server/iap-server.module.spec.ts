import { Controller, Get, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AllowAnonymous, AllowCallers, IapServerModule, SkipIap } from './index.ts';

const WEB = 'serviceAccount:web-sa@quotes-demo.iam.gserviceaccount.com';
const OPS = 'serviceAccount:ops-sa@quotes-demo.iam.gserviceaccount.com';

async function startUp(controller: Type, options = {}): Promise<void> {
  const defaults = { audience: '/projects/1/apps/quotes-demo', allowedCallers: [WEB], warmUp: false };
  const iap = IapServerModule.forRoot({ ...defaults, ...options });
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

/** A decorator of the kind that puts another function in the place of the method. */
const Wrapped = (): MethodDecorator => (_target, _key, descriptor: PropertyDescriptor) => {
  const inner = descriptor.value as () => unknown;
  descriptor.value = function wrapper(this: unknown) {
    return inner.call(this);
  };
};

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
    @Wrapped()
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
  }
  const failure = startUp(Widened);
  await expect(failure).rejects.toMatchObject({ code: 'ERR_IAP_CONFIG' });
  await expect(failure).rejects.toThrow(`@AllowCallers() on Widened: "${OPS}"`);
  await expect(failure).rejects.toThrow('@AllowCallers() on Widened.get: "user:ann@example.com"');
});

it('does not start over a list without members', async () => {
  @AllowCallers(...([] as unknown as [string]))
  @Controller()
  class Nobody extends PlainController {}
  await expect(startUp(Nobody)).rejects.toThrow('@AllowCallers() on Nobody: name at least one caller');
});

it('does not start over a list that another decorator took away', async () => {
  @Controller()
  class Lost {
    @Wrapped()
    @AllowCallers(WEB)
    @Get()
    get(): string {
      return '';
    }
  }
  await expect(startUp(Lost)).rejects.toThrow(
    '@AllowCallers() on Lost.get: a decorator above it replaces the handler',
  );
});

describe('does not start over decorators that contradict each other', () => {
  it('on one handler', async () => {
    @Controller()
    class Torn {
      @SkipIap()
      @AllowCallers(WEB)
      @Get('a')
      a(): string {
        return '';
      }

      @AllowAnonymous()
      @AllowCallers(WEB)
      @Get('b')
      b(): string {
        return '';
      }

      @AllowAnonymous()
      @SkipIap()
      @Get('c')
      c(): string {
        return '';
      }
    }
    const failure = startUp(Torn);
    await expect(failure).rejects.toThrow('Torn.a: @SkipIap() opens it and @AllowCallers() narrows it');
    await expect(failure).rejects.toThrow(
      'Torn.b: @AllowAnonymous() opens it and @AllowCallers() narrows it',
    );
    await expect(failure).rejects.toThrow(
      'Torn.c: @SkipIap() asks for no assertion and @AllowAnonymous() reads it',
    );
  });

  it.each([
    ['@SkipIap()', SkipIap()],
    ['@AllowAnonymous()', AllowAnonymous()],
  ])('on a handler below a class with %s', async (name, decorator) => {
    @decorator
    @Controller()
    class Torn {
      @AllowCallers(WEB)
      @Get()
      get(): string {
        return '';
      }
    }
    await expect(startUp(Torn)).rejects.toThrow(`Torn.get: ${name} opens it`);
  });
});
