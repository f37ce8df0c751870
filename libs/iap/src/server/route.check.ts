import { Inject, Injectable, Logger, type OnModuleInit, type Type } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { IapConfigError } from '../iap.errors.ts';
import { isAllowAnonymousOn } from './allow-anonymous.decorator.ts';
import { allowCallersOn, decoratedHandlersOf } from './allow-callers.decorator.ts';
import { IapJwtGuard } from './iap-jwt.guard.ts';
import { IAP_SERVER_SETTINGS } from './iap-server.module-definition.ts';
import type { IapServerSettings } from './iap-server.settings.ts';
import { openingsOf } from './route.openings.ts';
import { openersOf, routeRulesOf } from './route.rules.ts';
import { isSkipIapOn } from './skip-iap.decorator.ts';

/** Reads every decorator of this library once the app is put together, and stops the start-up over what cannot be meant. */
@Injectable()
export class RouteCheck implements OnModuleInit {
  constructor(
    @Inject(IAP_SERVER_SETTINGS) private readonly settings: Pick<IapServerSettings, 'allowedCallers'>,
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(MetadataScanner) private readonly scanner: MetadataScanner,
  ) {}

  /** @throws {IapConfigError} with one line for every fault */
  onModuleInit(): void {
    const wrappers = [...this.discovery.getControllers(), ...this.discovery.getProviders()];
    const types = new Set(
      wrappers.map(({ metatype }) => metatype as Type | null).filter((type) => isClass(type)),
    );
    const faults = new Set([...types].flatMap((type) => [...this.faultsOf(type)]));
    if (this.discovery.getProviders().filter(({ token }) => token === IapJwtGuard).length > 1) {
      faults.add(
        '  - it is imported twice: what one guard has verified, the other would take for verified. Import it once.',
      );
    }
    if (faults.size > 0) throw new IapConfigError(['IapServerModule cannot start:', ...faults].join('\n'));
    const open = [...types].flatMap((type) => openingsOf(type, this.handlersOf(type)));
    if (open.length > 0) new Logger('IapServerModule').log('IAP: open routes', { open });
  }

  private *faultsOf(type: Type): Generator<string> {
    yield* this.listFaultsOn(type, type.name);
    yield* lostListsOf(type);
    for (const [name, handler] of this.handlersOf(type)) {
      yield* this.listFaultsOn(handler, `${type.name}.${name}`);
      yield* contradictionsOf(type, handler, `${type.name}.${name}`);
    }
  }

  private handlersOf({ prototype }: Type): [name: string, handler: object][] {
    const methods = prototype as Record<string, object>;
    return this.scanner.getAllMethodNames(methods).map((name) => [name, methods[name] ?? {}]);
  }

  private *listFaultsOn(host: object, where: string): Generator<string> {
    for (const list of allowCallersOn(host)) {
      if (list.length === 0) yield `  - @AllowCallers() on ${where}: name at least one caller.`;
      for (const member of list) {
        if (this.settings.allowedCallers.has(member)) continue;
        yield `  - @AllowCallers() on ${where}: "${member}" is not in allowedCallers, and a decorator can only narrow that list.`;
      }
    }
  }
}

/** Providers of a factory or a value have no class, or a function that is none. */
function isClass(type: Type | null): type is Type {
  return typeof type === 'function' && (type.prototype as object | undefined) !== undefined;
}

/** A decorator that puts another function in the handler's place takes the list away with the old one. */
function* lostListsOf(type: Type): Generator<string> {
  const methods = type.prototype as Record<string, object>;
  for (const [name, handler] of decoratedHandlersOf(methods)) {
    if (methods[name] === handler) continue;
    yield `  - @AllowCallers() on ${type.name}.${name}: a decorator above it replaces the handler. Put @AllowCallers() above that one.`;
  }
}

function* contradictionsOf(type: Type, handler: object, where: string): Generator<string> {
  const openers = openersOf(type, handler);
  const isSkipped = openers.some(isSkipIapOn);
  const isOptional = openers.some(isAllowAnonymousOn);
  const isNarrowed = routeRulesOf(type, handler).narrowedTo.length > 0;
  if (isSkipped && isNarrowed)
    yield `  - ${where}: @SkipIap() opens it and @AllowCallers() narrows it. Keep one of them.`;
  if (isOptional && isNarrowed) {
    yield `  - ${where}: @AllowAnonymous() opens it and @AllowCallers() narrows it. Keep one of them.`;
  }
  if (isSkipped && isOptional) {
    yield `  - ${where}: @SkipIap() asks for no assertion and @AllowAnonymous() reads it. Keep one of them.`;
  }
}
