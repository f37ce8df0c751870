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
  const narrowedTo = listHostsOf(controller, handler)
    .flatMap(allowCallersOn)
    .map((list) => new Set(list));
  const openers = openersOf(controller, handler);
  // The stricter word counts. The start-up refuses two together, so this decides only what it cannot see.
  const isOptional = narrowedTo.length === 0 && openers.some(isAllowAnonymousOn);
  const isOpen = narrowedTo.length === 0 && !isOptional && openers.some(isSkipIapOn);
  return { isOpen, isOptional, narrowedTo, appEngine: openers.flatMap(allowAppEngineOn) };
}

/** Narrowing is inherited: by a class from its bases, and by a method from those that it overrides. */
function listHostsOf(controller: Type, handler: object): object[] {
  const classes = [...classAndBases(controller)];
  const name = nameOf(classes, handler);
  const overridden = classes.map((each) => (name === undefined ? undefined : ownMethod(each, name)));
  return [
    ...classes,
    handler,
    ...overridden.filter((method) => method !== undefined && method !== handler),
  ] as object[];
}

/** Opening is not: neither by a class, nor by a method that a class only has from its base. */
export function openersOf(controller: Type, handler: object): object[] {
  const classes = [...classAndBases(controller)];
  const name = nameOf(classes, handler);
  const isOwn = name === undefined || ownMethod(controller, name) === handler;
  return isOwn ? [handler, controller] : [controller];
}

/** The method's name in the class that has it; undefined for a handler that is no method, as the ones of Nest itself. */
function nameOf(classes: readonly Type[], handler: object): string | undefined {
  for (const { prototype } of classes) {
    const found = Object.entries(Object.getOwnPropertyDescriptors(prototype as object)).find(
      ([, { value }]) => value === handler,
    );
    if (found) return found[0];
  }
  return undefined;
}

function ownMethod({ prototype }: Type, name: string): object | undefined {
  const value: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
  return typeof value === 'function' ? value : undefined;
}

function* classAndBases(controller: Type): Generator<Type> {
  for (let at: unknown = controller; isClass(at); at = Object.getPrototypeOf(at)) yield at;
}

/** `Function.prototype`, where every chain of classes ends, has no prototype of its own. */
function isClass(value: unknown): value is Type {
  return typeof value === 'function' && typeof value.prototype === 'object';
}
