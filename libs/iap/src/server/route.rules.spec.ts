import { AllowCallers, SkipIap } from './index.ts';
import { routeRulesOf } from './route.rules.ts';

class Plain {
  get(): string {
    return '';
  }
  @SkipIap() open(): string {
    return '';
  }
  @AllowCallers('a') @AllowCallers('b') stacked(): string {
    return '';
  }
}

@SkipIap()
class Open {
  get(): string {
    return '';
  }
  @AllowCallers('a') listed(): string {
    return '';
  }
}

@AllowCallers('base')
class Base {
  @AllowCallers('handler') get(): string {
    return '';
  }
}

@AllowCallers('derived')
class Derived extends Base {}

class BelowOpen extends Open {}

it.each`
  where                                     | controller   | name         | isOpen   | lists
  ${'no decorator'}                         | ${Plain}     | ${'get'}     | ${false} | ${[]}
  ${'an opened handler'}                    | ${Plain}     | ${'open'}    | ${true}  | ${[]}
  ${'two lists on one handler'}             | ${Plain}     | ${'stacked'} | ${false} | ${[['b'], ['a']]}
  ${'an opened class'}                      | ${Open}      | ${'get'}     | ${true}  | ${[]}
  ${'a list in an opened class'}            | ${Open}      | ${'listed'}  | ${false} | ${[['a']]}
  ${'lists on class and handler'}           | ${Base}      | ${'get'}     | ${false} | ${[['base'], ['handler']]}
  ${'lists on class, base and handler'}     | ${Derived}   | ${'get'}     | ${false} | ${[['derived'], ['base'], ['handler']]}
  ${'a class that extends an opened class'} | ${BelowOpen} | ${'get'}     | ${false} | ${[]}
`('$where', ({ controller, name, isOpen, lists }) => {
  const rules = routeRulesOf(controller, controller.prototype[name]);
  expect(rules.isOpen).toBe(isOpen);
  expect(rules.narrowedTo.map((list) => [...list])).toEqual(lists);
});

class Listed {
  @AllowCallers('a') get(): string {
    return '';
  }
  @SkipIap() open(): string {
    return '';
  }
}

class Overriding extends Listed {
  override get(): string {
    return '';
  }
}

class OverridingAgain extends Overriding {
  @AllowCallers('b') override get(): string {
    return '';
  }
}

class Inheriting extends Listed {}

class OpeningAgain extends Listed {
  @SkipIap() override open(): string {
    return '';
  }
}

it.each`
  where                                       | controller         | name      | isOpen   | lists
  ${'a method that overrides a narrowed one'} | ${Overriding}      | ${'get'}  | ${false} | ${[['a']]}
  ${'one that narrows further'}               | ${OverridingAgain} | ${'get'}  | ${false} | ${[['b'], ['a']]}
  ${'a method that is inherited'}             | ${Inheriting}      | ${'get'}  | ${false} | ${[['a']]}
  ${'an opened method where it is written'}   | ${Listed}          | ${'open'} | ${true}  | ${[]}
  ${'an opened method that is inherited'}     | ${Inheriting}      | ${'open'} | ${false} | ${[]}
  ${'a method that is opened again'}          | ${OpeningAgain}    | ${'open'} | ${true}  | ${[]}
`('$where', ({ controller, name, isOpen, lists }) => {
  const rules = routeRulesOf(controller, controller.prototype[name]);
  expect(rules.isOpen).toBe(isOpen);
  expect(rules.narrowedTo.map((list) => [...list])).toEqual(lists);
});
