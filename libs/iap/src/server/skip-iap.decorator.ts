const SKIP_IAP = Symbol('nestjs-iap:skip-iap');

/**
 * Opens a controller or a handler to everybody: no assertion is asked for, none is read. A class does not hand it on to
 * the classes that extend it.
 */
export function SkipIap(): ClassDecorator & MethodDecorator {
  return (target: object, _key?: string | symbol, descriptor?: PropertyDescriptor) => {
    Reflect.defineMetadata(SKIP_IAP, true, (descriptor?.value ?? target) as object);
  };
}

export function isSkipIapOn(host: object): boolean {
  return Reflect.hasOwnMetadata(SKIP_IAP, host);
}
