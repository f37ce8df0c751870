const ALLOW_CALLERS = Symbol('nestjs-iap:allow-callers');
const DECORATED_HANDLERS = Symbol('nestjs-iap:decorated-handlers');

/**
 * Narrows who may call a controller or a handler to these IAM members, each of which stands in the module's
 * `allowedCallers`, word for word; any other stops the start-up. It can take callers away and never add one: of several
 * lists (class, base class, handler) the caller has to be on all.
 */
export function AllowCallers(...members: [string, ...string[]]): ClassDecorator & MethodDecorator {
  return (target: object, key?: string | symbol, descriptor?: PropertyDescriptor) => {
    const host = (descriptor?.value ?? target) as object;
    Reflect.defineMetadata(ALLOW_CALLERS, [...allowCallersOn(host), members], host);
    if (key === undefined) return;
    const handlers = new Map([...decoratedHandlersOf(target), [String(key), host]]);
    Reflect.defineMetadata(DECORATED_HANDLERS, handlers, target);
  };
}

/** The lists written on one class or handler itself. */
export function allowCallersOn(host: object): readonly (readonly string[])[] {
  return (Reflect.getOwnMetadata(ALLOW_CALLERS, host) as string[][] | undefined) ?? [];
}

/** The handlers of a class that bear a list, as they were when they got it. */
export function decoratedHandlersOf(prototype: object): ReadonlyMap<string, object> {
  return (
    (Reflect.getOwnMetadata(DECORATED_HANDLERS, prototype) as Map<string, object> | undefined) ?? new Map()
  );
}
