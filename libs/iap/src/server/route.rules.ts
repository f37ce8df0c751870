import type { Type } from '@nestjs/common';
import { allowCallersOn } from './allow-callers.decorator.ts';
import type { CallerList } from './allowed-callers.option.ts';
import { isSkipIapOn } from './skip-iap.decorator.ts';

/** What the decorators on a handler and its class say together. */
export interface RouteRules {
  readonly isOpen: boolean;
  readonly narrowedTo: readonly CallerList[];
}

/** Decorators do not change once the app runs. By class first: a handler can be inherited by several. */
const known = new WeakMap<Type, WeakMap<object, RouteRules>>();

export function routeRulesOf(controller: Type, handler: object): RouteRules {
  let ofClass = known.get(controller);
  if (ofClass === undefined) known.set(controller, (ofClass = new WeakMap()));
  let rules = ofClass.get(handler);
  if (rules === undefined) ofClass.set(handler, (rules = readRules(controller, handler)));
  return rules;
}

function readRules(controller: Type, handler: object): RouteRules {
  const narrowedTo = [...classAndBases(controller), handler]
    .flatMap(allowCallersOn)
    .map((list) => new Set(list));
  return {
    // A list is the stricter word. The start-up refuses the two together, so this decides only what it cannot see.
    isOpen: narrowedTo.length === 0 && (isSkipIapOn(handler) || isSkipIapOn(controller)),
    narrowedTo,
  };
}

function* classAndBases(controller: Type): Generator<object> {
  for (let at: unknown = controller; typeof at === 'function'; at = Object.getPrototypeOf(at)) yield at;
}
