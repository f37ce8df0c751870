const ALLOW_ANONYMOUS = Symbol('nestjs-iap:allow-anonymous');

/**
 * Opens a controller or a handler to everybody, and still tells who calls where IAP vouches for it: `@Caller()` is then
 * anybody at all, or anonymous. An assertion that is present has to be valid. A class does not hand it on to the classes
 * that extend it.
 */
export function AllowAnonymous(): ClassDecorator & MethodDecorator {
  return (target: object, _key?: string | symbol, descriptor?: PropertyDescriptor) => {
    Reflect.defineMetadata(ALLOW_ANONYMOUS, true, (descriptor?.value ?? target) as object);
  };
}

export function isAllowAnonymousOn(host: object): boolean {
  return Reflect.hasOwnMetadata(ALLOW_ANONYMOUS, host);
}
