const ALLOW_CALLERS = Symbol('nestjs-iap:allow-callers');

type ListHost = (...args: never[]) => unknown;

/**
 * Narrows who may call a controller or a handler to these IAM members, each of which stands in the module's
 * `allowedCallers`, word for word; any other stops the start-up. It can take callers away and never add one: of several
 * lists (class, base class, handler) the caller has to be on all.
 */
export function AllowCallers(...members: [string, ...string[]]): ClassDecorator & MethodDecorator {
  return (target: object, _key?: string | symbol, descriptor?: PropertyDescriptor) => {
    const host = (descriptor?.value ?? target) as ListHost;
    Reflect.defineMetadata(ALLOW_CALLERS, [...allowCallersOn(host), members], host);
  };
}

/** The lists written on one class or handler itself. */
export function allowCallersOn(host: object): readonly (readonly string[])[] {
  return (Reflect.getOwnMetadata(ALLOW_CALLERS, host) as string[][] | undefined) ?? [];
}
