import type { Type } from '@nestjs/common';
import { isAllowAnonymousOn } from './allow-anonymous.decorator.ts';
import { allowAppEngineOn } from './allow-app-engine.decorator.ts';
import { openersOf } from './route.rules.ts';
import { isSkipIapOn } from './skip-iap.decorator.ts';

/** Everything that a class opens in writing, such as `HealthController.check: @SkipIap()`. */
export function openingsOf(
  type: Type,
  handlers: readonly (readonly [name: string, handler: object])[],
): string[] {
  const own = handlers.filter(([, handler]) => openersOf(type, handler).includes(handler));
  const hosts = [
    [`${type.name}.*`, type] as const,
    ...own.map(([name, it]) => [`${type.name}.${name}`, it] as const),
  ];
  return hosts.flatMap(([where, host]) => decoratorsOn(host).map((decorator) => `${where}: ${decorator}`));
}

function decoratorsOn(host: object): string[] {
  return [
    ...(isSkipIapOn(host) ? ['@SkipIap()'] : []),
    ...(isAllowAnonymousOn(host) ? ['@AllowAnonymous()'] : []),
    ...allowAppEngineOn(host).map((source) => `@AllowAppEngine('${source}')`),
  ];
}
