import type { Type } from '@nestjs/common';
import { isAllowAnonymousOn } from './allow-anonymous.decorator.ts';
import { allowAppEngineOn } from './allow-app-engine.decorator.ts';
import { allowCallersOn } from './allow-callers.decorator.ts';
import type { CallerList } from './allowed-callers.option.ts';
import type { IapAppEngine } from './iap.principal.ts';
import { isSkipIapOn } from './skip-iap.decorator.ts';

/** What the decorators on a handler and its class say together. */
export interface RouteRules {
  /** Nothing is judged. */
  readonly isOpen: boolean;
  /** Everybody may call; whoever claims to be somebody must prove it. */
  readonly isOptional: boolean;
  readonly narrowedTo: readonly CallerList[];
  readonly appEngine: readonly IapAppEngine['source'][];
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
  // The stricter word counts. The start-up refuses two together, so this decides only what it cannot see.
  const isOptional =
    narrowedTo.length === 0 && (isAllowAnonymousOn(handler) || isAllowAnonymousOn(controller));
  const isOpen = narrowedTo.length === 0 && !isOptional && (isSkipIapOn(handler) || isSkipIapOn(controller));
  return { isOpen, isOptional, narrowedTo, appEngine: allowAppEngineOn(handler) };
}

function* classAndBases(controller: Type): Generator<object> {
  for (let at: unknown = controller; typeof at === 'function'; at = Object.getPrototypeOf(at)) yield at;
}
