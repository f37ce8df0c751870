import type { IapAppEngine } from './iap.principal.ts';

const ALLOW_APP_ENGINE = Symbol('nestjs-iap:allow-app-engine');

type Source = IapAppEngine['source'];

/**
 * Lets App Engine's own requests into a handler besides the callers it has anyway: cron jobs, Cloud Tasks queues. They
 * arrive without an assertion and are known by a header that App Engine takes away from requests from outside; so it
 * counts only where this process runs on App Engine, and nowhere else.
 */
export function AllowAppEngine(...sources: [Source, ...Source[]]): MethodDecorator {
  return (_target: object, _key: string | symbol, descriptor: PropertyDescriptor) => {
    Reflect.defineMetadata(ALLOW_APP_ENGINE, sources, descriptor.value as object);
  };
}

export function allowAppEngineOn(handler: object): readonly Source[] {
  return (Reflect.getOwnMetadata(ALLOW_APP_ENGINE, handler) as Source[] | undefined) ?? [];
}
